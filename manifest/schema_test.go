package manifest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/manifest"
)

const schemasVariable = "DESKHAND_TEST_MANIFEST_SCHEMAS"

// TestMicrosoftsSchemasAcceptThePackage validates against the schemas in the npm package @microsoft/app-manifest.
func TestMicrosoftsSchemasAcceptThePackage(t *testing.T) {
	t.Parallel()
	folder := os.Getenv(schemasVariable)
	if folder == "" {
		t.Skipf("%s does not name the folder build/json-schemas/teams of npm's @microsoft/app-manifest", schemasVariable)
	}
	longest := full
	longest.Name = strings.Repeat("å", 30)
	longest.Developer.Name = strings.Repeat("å", 32)
	for _, name := range []string{"manifest.json", "nb.json"} {
		schema := schemaOf(t, folder, parse(t, unpack(t, simple)[name]))
		for _, app := range []manifest.App{simple, full, longest} {
			assert.NoError(t, schema.Validate(parse(t, unpack(t, app)[name])), name)
		}
	}
}

func parse(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return value
}

// schemaOf finds the schema that a document names: .../teams/v1.19/MicrosoftTeams.schema.json, in the same place below
// the folder.
func schemaOf(t *testing.T, folder string, document any) *jsonschema.Schema {
	t.Helper()
	address, ok := document.(map[string]any)["$schema"].(string)
	require.True(t, ok, "the document names its schema")
	_, path, found := strings.Cut(address, "/teams/")
	require.True(t, found, address)
	text, err := os.ReadFile(filepath.Join(folder, path))
	require.NoError(t, err)

	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource(address, parse(t, text)))
	schema, err := compiler.Compile(address)
	require.NoError(t, err)
	return schema
}
