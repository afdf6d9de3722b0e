package paper

import (
	"context"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	// mostPages is how many pages one PDF may bring.
	mostPages = 2000
	// deepest is how far parts of a PDF may be nested.
	deepest = 60
	// mostDecoded is how many bytes a packed part of a PDF may become.
	mostDecoded = 256 << 20
)

func init() { model.ConfigPath = "disable" } // pdfcpu would keep a folder of its own

// PDF adds the pages of another PDF as they look, in their own size: text,
// pictures and what is filled into forms. Scripts, links, forms, attachments and
// the rest are left behind. The file is read into memory and let go before the
// next one. A *Refusal says why it cannot be taken.
func (b *Binder) PDF(ctx context.Context, bookmark string, f io.ReadSeeker) error {
	first := len(b.pages)
	if err := b.foreign(ctx, f); err != nil {
		return err
	}
	b.mark(bookmark, first)
	return b.w.err
}

// foreign reads and copies. Whatever the reader of foreign files does, the
// program goes on.
func (b *Binder) foreign(ctx context.Context, f io.ReadSeeker) (err error) {
	damaged := refusef("is a damaged PDF")
	defer func() {
		if recover() != nil {
			err = damaged
		}
	}()
	conf := model.NewDefaultConfiguration()
	conf.Cmd = model.MERGECREATE // refuses what is encrypted
	conf.ValidationMode = model.ValidationRelaxed
	conf.Limits.MaxDecodeBytes = mostDecoded
	source, err := pdfcpu.ReadWithContext(ctx, f, conf)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, pdfcpu.ErrEncrypted) || (err == nil && source.E != nil):
		return refusef("is protected with a password; save it without and send it again")
	case err != nil:
		return damaged
	}
	c := &copier{table: source.XRefTable, w: b.w, ids: map[int]int{}}
	pages, err := c.pages()
	if err != nil {
		return err
	}
	for _, p := range pages {
		if err := ctx.Err(); err != nil {
			return err
		}
		id, err := c.page(p, b.tree)
		if err != nil {
			return damaged
		}
		b.pages = append(b.pages, id)
	}
	return nil
}

// copier takes objects of another PDF along, with new numbers.
type copier struct {
	table *model.XRefTable
	w     *writer
	ids   map[int]int // new number by old
	todo  []types.IndirectRef
}

// dict follows o to a dictionary; nil when it is none.
func (c *copier) dict(o types.Object) types.Dict {
	d, _ := c.resolve(o).(types.Dict)
	return d
}

// resolve follows o to what it stands for; nil when that is not there.
func (c *copier) resolve(o types.Object) types.Object {
	for range deepest {
		if _, ok := o.(types.IndirectRef); !ok {
			return o
		}
		next, err := c.table.Dereference(o)
		if err != nil {
			return nil
		}
		o = next
	}
	return nil
}

// inherited are the entries that pages have from the nodes above them.
var inherited = []string{"Resources", "MediaBox", "CropBox", "Rotate"}

// pages lists the pages in their order, each with what it inherits.
func (c *copier) pages() ([]types.Dict, error) {
	root := c.dict(*c.table.Root)
	var out []types.Dict
	err := c.walk(root["Pages"], types.Dict{}, map[int]bool{}, 0, &out)
	if err == nil && len(out) == 0 {
		err = refusef("is a damaged PDF")
	}
	return out, err
}

func (c *copier) walk(o types.Object, above types.Dict, seen map[int]bool, depth int, out *[]types.Dict) error {
	if r, ok := o.(types.IndirectRef); ok {
		if seen[r.ObjectNumber.Value()] {
			return refusef("is a damaged PDF") // it leads in a circle
		}
		seen[r.ObjectNumber.Value()] = true
	}
	node := c.dict(o)
	if node == nil || depth > deepest {
		return refusef("is a damaged PDF")
	}
	here := maps.Clone(above)
	for _, name := range inherited {
		if v, ok := node[name]; ok {
			here[name] = v
		}
	}
	kids, isTree := c.resolve(node["Kids"]).(types.Array)
	if !isTree {
		for name, v := range node {
			here[name] = v
		}
		if *out = append(*out, here); len(*out) > mostPages {
			return refusef("has more than %d pages", mostPages)
		}
		return nil
	}
	for _, k := range kids {
		if err := c.walk(k, here, seen, depth+1, out); err != nil {
			return err
		}
	}
	return nil
}

// page writes one page under our tree and everything that it shows.
func (c *copier) page(p types.Dict, parent int) (int, error) {
	var b strings.Builder
	b.WriteString("<</Type/Page/Parent " + ref(parent) + "/MediaBox" + c.box(p["MediaBox"], [4]float64{0, 0, styles[A4].width, styles[A4].height}))
	if _, ok := p["CropBox"]; ok {
		b.WriteString("/CropBox" + c.box(p["CropBox"], [4]float64{}))
	}
	if turn, ok := c.resolve(p["Rotate"]).(types.Integer); ok && turn%90 == 0 {
		b.WriteString("/Rotate " + turn.PDFString())
	}
	if p["Resources"] == nil {
		b.WriteString("/Resources<<>>")
	}
	for _, name := range []string{"Resources", "Contents", "Group", "UserUnit"} {
		if v := p[name]; v != nil {
			s, err := c.value(v, 0)
			if err != nil {
				return 0, err
			}
			b.WriteString("/" + name + " " + s)
		}
	}
	stamps, err := c.stamps(p["Annots"])
	if err != nil {
		return 0, err
	}
	id := c.w.reserve()
	c.w.object(id, b.String()+stamps+">>")
	return id, c.rest()
}

// box is a rectangle with numbers that are sure to be some; a box that has no
// inside is left as the other.
func (c *copier) box(o types.Object, other [4]float64) string {
	a, _ := c.resolve(o).(types.Array)
	v := other
	for i := range v {
		if len(a) != len(v) {
			break
		}
		switch n := c.resolve(a[i]).(type) {
		case types.Integer:
			v[i] = float64(n.Value())
		case types.Float:
			v[i] = n.Value()
		}
	}
	if math.Abs(v[2]-v[0]) < 1 || math.Abs(v[3]-v[1]) < 1 {
		v = [4]float64{0, 0, styles[A4].width, styles[A4].height}
	}
	list := make([]string, len(v))
	for i := range v {
		list[i] = exact(v[i])
	}
	return "[" + strings.Join(list, " ") + "]"
}

// Flags of what stands on a page beside its content.
const (
	hidden = 1 << 1
	noView = 1 << 5
)

// stamps makes of notes and filled-in fields what can only be looked at.
func (c *copier) stamps(o types.Object) (string, error) {
	list, _ := c.resolve(o).(types.Array)
	out := ""
	for _, item := range list {
		d := c.dict(item)
		look := c.look(d)
		if look == nil {
			continue
		}
		if flags, ok := c.resolve(d["F"]).(types.Integer); ok && flags&(hidden|noView) != 0 {
			continue
		}
		if kind := d.Subtype(); kind != nil && *kind == "Popup" {
			continue
		}
		drawn, err := c.value(look, 0)
		if err != nil {
			return "", err
		}
		id := c.w.reserve()
		c.w.object(id, "<</Type/Annot/Subtype/Stamp/F 4/Rect"+c.box(d["Rect"], [4]float64{})+"/AP<</N "+drawn+">>>>")
		out += " " + ref(id)
	}
	if out == "" {
		return "", nil
	}
	return "/Annots[" + out + "]", nil
}

// look returns how a note or a field is drawn in its present state; nil when it is not.
func (c *copier) look(d types.Dict) types.Object {
	normal := c.dict(d["AP"])["N"]
	if states, ok := c.resolve(normal).(types.Dict); ok {
		state, _ := c.resolve(d["AS"]).(types.Name)
		normal = states[state.Value()]
	}
	r, ok := normal.(types.IndirectRef)
	if !ok {
		return nil
	}
	if _, ok := c.resolve(r).(types.StreamDict); !ok {
		return nil
	}
	return r
}

// rest writes the objects that others pointed to.
func (c *copier) rest() error {
	for len(c.todo) > 0 {
		r := c.todo[0]
		c.todo = c.todo[1:]
		if err := c.object(c.ids[r.ObjectNumber.Value()], c.resolve(r)); err != nil {
			return err
		}
	}
	return nil
}

// private are entries of streams that nobody needs to see them, or that lead
// out of the file.
var private = []string{"Length", "F", "FFilter", "FDecodeParms", "PieceInfo", "Metadata", "LastModified", "StructParent", "StructParents", "Ref", "AF", "OPI"}

func (c *copier) object(id int, o types.Object) error {
	s, ok := o.(types.StreamDict)
	if !ok {
		body, err := c.value(o, 0)
		if err == nil {
			c.w.object(id, body)
		}
		return err
	}
	kept := maps.Clone(s.Dict)
	for _, name := range private {
		delete(kept, name)
	}
	about, err := c.entries(kept, 0)
	if err == nil {
		c.w.stream(id, about, s.Raw)
	}
	return err
}

var errTooDeep = errors.New("nested too deep")

// value is an object as it is written, with new numbers in what it points to.
func (c *copier) value(o types.Object, depth int) (string, error) {
	if depth > deepest {
		return "", errTooDeep
	}
	switch o := o.(type) {
	case nil:
		return "null", nil
	case types.IndirectRef:
		return c.point(o), nil
	case types.Dict:
		if kind := o.Type(); kind != nil && slices.Contains([]string{"Page", "Pages", "Catalog", "Annot", "Action"}, *kind) {
			return "null", nil // leads away from what the page shows
		}
		s, err := c.entries(o, depth)
		return "<<" + s + ">>", err
	case types.Array:
		list := make([]string, len(o))
		for i, v := range o {
			s, err := c.value(v, depth+1)
			if err != nil {
				return "", err
			}
			list[i] = s
		}
		return "[" + strings.Join(list, " ") + "]", nil
	case types.StreamDict:
		return "null", nil // a stream must be an object of its own
	case types.Float:
		return exact(o.Value()), nil
	}
	return o.PDFString(), nil
}

// exact is a number as it came.
func exact(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (c *copier) entries(d types.Dict, depth int) (string, error) {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(d)) {
		s, err := c.value(d[name], depth+1)
		if err != nil {
			return "", err
		}
		b.WriteString(types.Name(name).PDFString() + " " + s)
	}
	return b.String(), nil
}

// point is a pointer to the copy of an object, which is made later.
func (c *copier) point(r types.IndirectRef) string {
	old := r.ObjectNumber.Value()
	id, ok := c.ids[old]
	if !ok {
		id = c.w.reserve()
		c.ids[old] = id
		c.todo = append(c.todo, r)
	}
	return ref(id)
}
