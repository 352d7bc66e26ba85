package graphtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// check says what in a request, or in its answer, the description doesn't allow.
func (sp *spec) check(r *http.Request, answer *recorder) error {
	where := r.Method + " " + r.URL.RequestURI()
	ctx := context.WithoutCancel(r.Context())
	asked := r.Clone(ctx)
	asked.URL = &url.URL{Scheme: "https", Host: "graph.microsoft.com", Path: specPath(r.URL.Path), RawQuery: r.URL.RawQuery}
	route, params, err := sp.router.FindRoute(asked)
	if err != nil {
		return fmt.Errorf("%s: the description has no such request: %w", where, err)
	}
	err = openapi3filter.ValidateRequest(ctx, &openapi3filter.RequestValidationInput{
		Request: asked, PathParams: params, Route: route, Options: &openapi3filter.Options{ExcludeRequestBody: true},
	})
	if err != nil {
		return fmt.Errorf("%s: the request is not valid: %w", where, err)
	}
	at := "#/paths/" + strings.ReplaceAll(strings.ReplaceAll(route.Path, "~", "~0"), "/", "~1") + "/" + strings.ToLower(route.Method)
	if err := sp.checkRequest(at, route.Operation, r); err != nil {
		return fmt.Errorf("%s: the request is not valid: %w", where, err)
	}
	if err := sp.checkAnswer(at, route.Operation, answer); err != nil {
		return fmt.Errorf("%s: the answer %d is not valid: %w", where, answer.status, err)
	}
	return nil
}

func (sp *spec) checkRequest(at string, operation *openapi3.Operation, r *http.Request) error {
	expected := operation.RequestBody
	if expected == nil || expected.Value == nil {
		return nil
	}
	if at += "/requestBody"; expected.Ref != "" {
		at = expected.Ref
	}
	return sp.bodies.check(at, expected.Value.Content, r.Header, bodyOf(r))
}

func (sp *spec) checkAnswer(at string, operation *openapi3.Operation, answer *recorder) error {
	for _, status := range []string{fmt.Sprint(answer.status), fmt.Sprintf("%dXX", answer.status/100), "default"} {
		expected := operation.Responses.Value(status)
		if expected == nil || expected.Value == nil {
			continue
		}
		if at += "/responses/" + status; expected.Ref != "" {
			at = expected.Ref
		}
		return sp.bodies.check(at, expected.Value.Content, answer.header, answer.body.Bytes())
	}
	return nil // such as 410, of which the description says nothing
}

// bodies knows how the bodies of requests and answers must be. The library that reads the description would do this as
// well, but makes its schemas anew for each body, which takes up to 50 ms here; so they are made once.
type bodies struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by where they are in the description
}

// specURL stands for the description in references.
const specURL = "https://graph.microsoft.com/description.json"

func newBodies(doc *openapi3.T) (*bodies, error) {
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	b := &bodies{compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	b.compiler.DefaultDraft(jsonschema.Draft2020)
	b.compiler.AssertFormat()
	return b, b.compiler.AddResource(specURL, whole)
}

// check says what is wrong with a body. at is where the description speaks of it.
func (b *bodies) check(at string, expected openapi3.Content, header http.Header, body []byte) error {
	if len(expected) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || expected[kind] == nil {
		return fmt.Errorf("its content type is %q", header.Get("Content-Type"))
	}
	schema, err := b.schema(at + "/content/" + strings.ReplaceAll(kind, "/", "~1") + "/schema")
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

func (b *bodies) schema(at string) (*jsonschema.Schema, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.schemas[at]; known != nil {
		return known, nil
	}
	made, err := b.compiler.Compile(specURL + at)
	if err != nil {
		return nil, fmt.Errorf("reading the description at %s: %w", at, err)
	}
	b.schemas[at] = made
	return made, nil
}

// specPath is a path as the description can take it apart: a name is one segment.
func specPath(path string) string {
	host, rest, found := strings.Cut(strings.TrimPrefix(path, "/sites/"), ":/")
	if !found || !strings.HasPrefix(path, "/sites/") {
		return path
	}
	for _, part := range []string{"/lists", "/permissions"} {
		if at := strings.Index(rest, part); at >= 0 {
			return "/sites/" + host + rest[at:]
		}
	}
	return "/sites/" + host
}
