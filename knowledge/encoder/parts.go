package encoder

import "fmt"

// part is a tensor that the model is made of: the shape that it has, and where it goes.
type part struct {
	shape []int
	take  func([]float32)
}

// How the graph calls its tensors.
const (
	variables = "module/Encoder_en/"
	constants = "module_apply_default/Encoder_en/KonaTransformer/Encode/"
	joined    = "/ConcatPartitions/concat"
)

// parts is every tensor that the model needs, by its name.
func (m *Model) parts() map[string]part {
	all := map[string]part{
		"module/Embeddings_en": {[]int{8002, embedded}, func(v []float32) { m.embeddings = v }},
		constants + "TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1": {
			[]int{1, embedded / 2}, func(v []float32) { m.timing = timing(v) },
		},
	}
	for i := range m.layers {
		m.layers[i].parts(all, i)
	}
	last := variables + "hidden_layers/tanh_layer_0/"
	m.last.parts(all, last+"weights", last+"bias", hidden, hidden)
	return all
}

func (l *layer) parts(all map[string]part, number int) {
	l.width = hidden
	own := fmt.Sprintf(constants+"Layer_%d/TransformerLayer/", number)
	attention := fmt.Sprintf("KonaTransformer/Encode/Layer_%d/TransformerLayer/MultiheadAttention/", number)
	forward := fmt.Sprintf(constants+"TransformerStack/Layer_%d/TransformerLayer/FFN/", number)
	if number == 0 {
		l.width = embedded
		l.widen = &matrix{}
		l.widen.parts(all, own+"dense/kernel"+joined, own+"dense/bias"+joined, embedded, hidden)
	}
	l.before.parts(all, own, l.width)
	for name, m := range map[string]*matrix{"qkv": &l.qkv, "output": &l.out} {
		out := 3 * l.width
		if name == "output" {
			out = hidden
		}
		kernel := variables + attention + name + "_transform_single/kernel/part_0"
		m.parts(all, kernel, own+"MultiheadAttention/"+name+"_transform_single/bias"+joined, l.width, out)
		all[kernel] = part{[]int{1, 1, l.width, out}, all[kernel].take}
	}
	l.between.parts(all, own+"FFN/", hidden)
	l.up.parts(all, forward+"conv1/Tensordot/Reshape_1", own+"FFN/conv1/bias"+joined, hidden, inner)
	l.down.parts(all, forward+"conv2/Tensordot/Reshape_1", own+"FFN/conv2/bias"+joined, inner, hidden)
}

func (n *layerNorm) parts(all map[string]part, prefix string, width int) {
	prefix += "layer_prepostprocess/layer_norm/layer_norm_"
	all[prefix+"scale"+joined] = part{[]int{width}, func(v []float32) { n.scale = v }}
	all[prefix+"bias"+joined] = part{[]int{width}, func(v []float32) { n.offset = v }}
}

func (m *matrix) parts(all map[string]part, weights, bias string, in, out int) {
	m.in, m.out = in, out
	all[weights] = part{[]int{in, out}, func(v []float32) { m.lanes = lanes(in, out, v) }}
	all[bias] = part{[]int{out}, func(v []float32) { m.bias = v }}
}
