package manifest_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/manifest"
)

const appID = "5d1b6a0e-7c1f-4c5b-8a51-9c1f2e3d4a5b"

// simple says no more than it must; full says everything, with characters that JSON has to escape.
var (
	simple = manifest.App{AppID: appID, Domain: "deskhand.example.com"}
	full   = manifest.App{
		AppID: appID, Domain: "xn--hjelp-9ua.example.co.uk", Name: `Hjelp "her" \ {domain}`, Version: "10.20.30",
		Developer: manifest.Developer{
			Name: `Ås & "Sønner" {name}`, Website: "https://example.com/a?b=c&d=%22",
			Privacy: "https://example.com/p", Terms: "https://example.com/t",
		},
	}
)

// unpack returns the files of a package.
func unpack(t *testing.T, app manifest.App) map[string][]byte {
	t.Helper()
	archive, err := manifest.Build(app)
	require.NoError(t, err)
	reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	require.NoError(t, err)
	files := map[string][]byte{}
	for _, entry := range reader.File {
		f, err := entry.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		files[entry.Name] = content
	}
	return files
}

// document is as much of a manifest as the tests look at.
type document struct {
	ID           string
	Version      string
	ValidDomains []string
	Name         struct{ Short, Full string }
	Description  struct{ Short, Full string }
	Developer    struct{ Name, WebsiteURL, PrivacyURL, TermsOfUseURL string }
	Icons        struct{ Color, Outline string }
	Bots         []struct {
		BotID        string
		Scopes       []string
		CommandLists []struct {
			Scopes   []string
			Commands []struct{ Title, Description string }
		}
	}
	LocalizationInfo struct {
		DefaultLanguageTag  string
		AdditionalLanguages []struct{ LanguageTag, File string }
	}
}

func decode[T any](t *testing.T, text []byte) T {
	t.Helper()
	var value T
	require.NoError(t, json.Unmarshal(text, &value))
	return value
}

func TestAPackageHoldsWhatItsManifestNames(t *testing.T) {
	t.Parallel()
	files := unpack(t, simple)
	m := decode[document](t, files["manifest.json"])
	named := []string{"manifest.json", m.Icons.Color, m.Icons.Outline}
	for _, language := range m.LocalizationInfo.AdditionalLanguages {
		named = append(named, language.File)
	}
	var packed []string
	for name := range files {
		packed = append(packed, name)
	}
	assert.ElementsMatch(t, named, packed)
	assert.Equal(t, "en", m.LocalizationInfo.DefaultLanguageTag)
	assert.Equal(t, "nb", m.LocalizationInfo.AdditionalLanguages[0].LanguageTag)
}

func TestTheBotIsWhereverPeopleTalk(t *testing.T) {
	t.Parallel()
	m := decode[document](t, unpack(t, simple)["manifest.json"])
	everywhere := []string{"personal", "team", "groupChat"}
	assert.Equal(t, appID, m.ID)
	assert.Equal(t, []string{"deskhand.example.com"}, m.ValidDomains)
	require.Len(t, m.Bots, 1)
	assert.Equal(t, appID, m.Bots[0].BotID)
	assert.Equal(t, everywhere, m.Bots[0].Scopes)
	require.Len(t, m.Bots[0].CommandLists, 1)
	assert.Equal(t, everywhere, m.Bots[0].CommandLists[0].Scopes)
}

func TestWhatAnAppSaysStandsInItsManifest(t *testing.T) {
	t.Parallel()
	m := decode[document](t, unpack(t, full)["manifest.json"])
	assert.Equal(t, full.Version, m.Version)
	assert.Equal(t, full.Name, m.Name.Short)
	assert.Equal(t, full.Name+" – the Power Platform help desk", m.Name.Full)
	assert.Equal(t, []string{full.Domain}, m.ValidDomains)
	assert.Equal(t, full.Developer.Name, m.Developer.Name)
	assert.Equal(t, full.Developer.Website, m.Developer.WebsiteURL)
	assert.Equal(t, full.Developer.Privacy, m.Developer.PrivacyURL)
	assert.Equal(t, full.Developer.Terms, m.Developer.TermsOfUseURL)
	nb := decode[map[string]string](t, unpack(t, full)["nb.json"])
	assert.Equal(t, full.Name, nb["name.short"])
}

func TestWhatAnAppLeavesOut(t *testing.T) {
	t.Parallel()
	m := decode[document](t, unpack(t, simple)["manifest.json"])
	assert.Equal(t, "1.0.0", m.Version)
	assert.Equal(t, "Deskhand", m.Name.Short)
	assert.Equal(t, "Deskhand", m.Developer.Name)
	for _, page := range []string{m.Developer.WebsiteURL, m.Developer.PrivacyURL, m.Developer.TermsOfUseURL} {
		assert.Equal(t, "https://deskhand.example.com", page)
	}
	app := simple
	app.Developer.Website = "https://example.com/help"
	m = decode[document](t, unpack(t, app)["manifest.json"])
	assert.Equal(t, "https://example.com/help", m.Developer.PrivacyURL)
}

func TestTheSameAppMakesTheSameBytes(t *testing.T) {
	t.Parallel()
	first, err := manifest.Build(full)
	require.NoError(t, err)
	second, err := manifest.Build(full)
	require.NoError(t, err)
	assert.Equal(t, first, second)

	reader, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	require.NoError(t, err)
	for _, entry := range reader.File {
		assert.Equal(t, 2020, entry.Modified.Year(), entry.Name)
		assert.Equal(t, zip.Store, entry.Method, entry.Name)
	}
}

func TestIconsAreOfTheSizeAndColoursThatTeamsWants(t *testing.T) {
	t.Parallel()
	files := unpack(t, simple)
	inColour, err := png.Decode(bytes.NewReader(files["color.png"]))
	require.NoError(t, err)
	assert.Equal(t, image.Rect(0, 0, 192, 192), inColour.Bounds())

	decoded, err := png.Decode(bytes.NewReader(files["outline.png"]))
	require.NoError(t, err)
	outline, ok := decoded.(*image.NRGBA)
	require.True(t, ok, "it can be transparent")
	require.Equal(t, image.Rect(0, 0, 32, 32), outline.Bounds())
	seen := map[uint8]bool{}
	for i := range 32 * 32 {
		pixel := outline.NRGBAAt(i%32, i/32)
		seen[pixel.A] = true
		if pixel.A > 0 {
			assert.Equal(t, color.NRGBA{0xFF, 0xFF, 0xFF, pixel.A}, pixel)
		}
	}
	assert.True(t, seen[0] && seen[0xFF], "lines on nothing")
}

func TestFaultsAreToldAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := manifest.Build(manifest.App{
		AppID: "5d1b6a0e", Domain: "https://example.com", Name: strings.Repeat("å", 31), Version: "dev",
		Developer: manifest.Developer{Name: strings.Repeat("x", 33), Website: "http://a.example", Privacy: "p", Terms: "https:///t"},
	})
	assert.EqualError(t, err, strings.Join([]string{
		`app id: "5d1b6a0e" is not a GUID; copy the application (client) id of the app registration`,
		`domain: "https://example.com" is not a host name; write it as deskhand.example.com, without https://, port or path`,
		`name: "` + strings.Repeat("å", 31) + `" is longer than 30 characters; shorten it`,
		`version: "dev" is not a version of three numbers; write it as 1.2.0`,
		`developer name: "` + strings.Repeat("x", 33) + `" is longer than 32 characters; shorten it`,
		`website: "http://a.example" is not an https address; write it as https://example.com/page`,
		`privacy statement: "p" is not an https address; write it as https://example.com/page`,
		`terms of use: "https:///t" is not an https address; write it as https://example.com/page`,
	}, "\n"))
}

func TestDomainsThatTeamsCouldNotReach(t *testing.T) {
	t.Parallel()
	for _, domain := range []string{
		"", "localhost", "127.0.0.1", "example.com:443", "example.com/", "*.example.com", "-a.example.com", "a..example.com",
		"example.com.", "exa mple.com", strings.Repeat("a", 64) + ".example.com", strings.Repeat("a.", 126) + "com",
	} {
		_, err := manifest.Build(manifest.App{AppID: appID, Domain: domain})
		assert.ErrorContains(t, err, "is not a host name", domain)
	}
}
