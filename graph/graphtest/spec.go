package graphtest

import (
	"fmt"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// spec is the description of Graph in OpenAPI.
type spec struct {
	router routers.Router
	bodies *bodies
}

// specs are the files that were read already: they are long, and each test needs the same one.
var specs sync.Map // from file to func() (*spec, error)

// loadSpec reads a description once.
func loadSpec(file string) (*spec, error) {
	load, _ := specs.LoadOrStore(file, sync.OnceValues(func() (*spec, error) { return readSpec(file) }))
	once, _ := load.(func() (*spec, error))
	return once()
}

func readSpec(file string) (*spec, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the description of Graph: %w", err)
	}
	doc.Servers = nil // a path is a path, wherever it is served
	correct(doc)
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation(), openapi3.IsOpenAPI31OrLater())
	if err != nil {
		return nil, fmt.Errorf("reading the description of Graph: %w", err)
	}
	bodies, err := newBodies(doc)
	if err != nil {
		return nil, fmt.Errorf("reading the description of Graph: %w", err)
	}
	return &spec{router: router, bodies: bodies}, nil
}

// correct mends what the description has otherwise than Microsoft's documents of the single calls.
func correct(doc *openapi3.T) {
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			operation.OperationID = method + " " + path // delta and delta() share one, which routers refuse
		}
		// The documents say 200 with what was changed; the description was made to say 204.
		if item.Patch != nil && item.Get != nil && item.Patch.Responses.Value("204") != nil {
			if changed := item.Get.Responses.Value("200"); changed != nil {
				item.Patch.Responses.Set("200", changed)
			}
		}
	}
	// Graph says that the app is installed, and nothing else.
	if item := doc.Paths.Value("/users/{user-id}/teamwork/installedApps"); item != nil && item.Post != nil {
		item.Post.Responses.Set("201", &openapi3.ResponseRef{Value: openapi3.NewResponse().WithDescription("installed")})
	}
	// Properties that Graph shows, and that closed types leave out.
	for _, open := range []struct{ kind, property string }{
		{"odata.error.main", "innerError"},             // written so, whatever OData says
		{"microsoft.graph.group", "members@delta"},     // in answers of groups/delta alone
		{"microsoft.graph.actionResultPart", "userId"}, // of aadUserConversationMemberResult, which derives from it
	} {
		if schema := doc.Components.Schemas[open.kind]; schema != nil && schema.Value != nil {
			schema.Value.Properties[open.property] = openapi3.NewSchemaRef("", &openapi3.Schema{})
		}
	}
	// Null where a member was added without trouble.
	if part := doc.Components.Schemas["microsoft.graph.actionResultPart"]; part != nil && part.Value != nil {
		trouble := part.Value.Properties["error"]
		null := openapi3.NewSchemaRef("", &openapi3.Schema{Type: &openapi3.Types{"null"}})
		part.Value.Properties["error"] = openapi3.NewSchemaRef("", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{trouble, null}})
	}
}
