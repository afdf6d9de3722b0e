package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/encounter"
	"talaan/internal/errs"
	"talaan/internal/hospital"
	"talaan/internal/httpapi"
	"talaan/internal/lab"
	"talaan/internal/media"
	"talaan/internal/paper"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
)

const (
	// mostPDF is how large a PDF in a packet may be, because it is read into memory.
	mostPDF = 100 << 20
	// packetTime is how long making a packet may take.
	packetTime = 5 * time.Minute
)

// Packets puts together what a patient takes home: the case in words, its
// results, and files. A packet is written to a file on disk, piece by piece, and
// sent from there once it is whole; the file goes with the answer. Only one is made
// at a time, so that many who ask at once do not need the memory of all.
type Packets struct {
	db         *sqldb.DB
	zone       *time.Location
	patients   *patient.Patients
	encounters *encounter.Encounters
	laboratory *lab.Laboratory
	files      *media.Library
	turn       chan struct{}
}

// NewPackets returns the maker of packets; times are shown in the zone.
func NewPackets(db *sqldb.DB, zone *time.Location, patients *patient.Patients, encounters *encounter.Encounters, laboratory *lab.Laboratory, files *media.Library) *Packets {
	return &Packets{db: db, zone: zone, patients: patients, encounters: encounters, laboratory: laboratory, files: files, turn: make(chan struct{}, 1)}
}

type packetInput struct {
	httpapi.ByID
	Body struct {
		FileIDs []int64 `json:"file_ids" maxItems:"200" doc:"Files of the case's tests, in the order in which they shall stand; pictures and PDFs only"`
		Results bool    `json:"results,omitempty" doc:"Take the laboratory results along"`
	}
}

// Register adds the operation.
func (p *Packets) Register(api *httpapi.API) {
	httpapi.Produce(api, authz.PacketMake, httpapi.Op{ID: "make-packet", Method: http.MethodPost, Path: "/encounters/{id}/packet", Summary: "One PDF of a case's summary, its results and the chosen files, in that order", Tag: "encounters"}, p.packet)
}

// contents is all that a packet is made of.
type contents struct {
	house   paper.House
	at      time.Time
	by      string
	story   story
	results []lab.Lab
	files   []lab.CaseFile
}

// packet makes a packet, notes it in the trail of the case and sends it.
func (p *Packets) packet(ctx context.Context, in *packetInput) (httpapi.File, error) {
	var c contents
	err := p.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		c, err = p.gather(ctx, tx, in)
		return err
	})
	if err != nil {
		return httpapi.File{}, err
	}
	made, err := p.make(ctx, &c)
	if err != nil {
		return httpapi.File{}, err
	}
	err = p.db.InTx(ctx, func(tx *sqldb.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "packet made", Entity: "encounter", ID: in.ID, After: map[string]any{
			"file_ids": in.Body.FileIDs, "results": in.Body.Results, "pages": made.pages,
		}})
	})
	if err != nil {
		return httpapi.File{}, errors.Join(err, made.file.Close())
	}
	return httpapi.File{
		Name: "Packet " + c.story.CaseNumber + ".pdf", ContentType: paper.ContentType, Tag: made.tag, Inline: true,
		Open: func(context.Context) (io.ReadSeekCloser, error) { return made.file, nil },
	}, nil
}

// gather reads what the packet says and refuses files that cannot be in it, all
// of them at once.
func (p *Packets) gather(ctx context.Context, tx *sqldb.Tx, in *packetInput) (c contents, err error) {
	by := authz.From(ctx)
	if (in.Body.Results || len(in.Body.FileIDs) > 0) && !by.Can(authz.LabRead) {
		return c, errs.Forbiddenf("Results and files can be taken along by %s.", authz.RolesWith(authz.LabRead))
	}
	c.at, c.by = tx.Now.In(p.zone), by.Name
	if c.house, err = hospital.House(ctx, tx); err != nil {
		return c, err
	}
	if c.story, err = p.tell(ctx, tx, in.ID); err != nil {
		return c, err
	}
	if in.Body.Results {
		if c.results, err = p.laboratory.Results(ctx, tx, in.ID); err != nil {
			return c, err
		}
	}
	known, err := p.laboratory.CaseFiles(ctx, tx, in.ID, in.Body.FileIDs)
	if err != nil {
		return c, err
	}
	c.files, err = choose(in.Body.FileIDs, known)
	return c, err
}

// choose puts the files into the asked order and names those that cannot be in a packet.
func choose(ids []int64, known map[int64]lab.CaseFile) ([]lab.CaseFile, error) {
	var out []lab.CaseFile
	var bad []errs.Field
	seen := map[int64]bool{}
	for i, id := range ids {
		f, ok := known[id]
		why := ""
		switch {
		case !ok:
			why = fmt.Sprintf("file %d is not one of this case", id)
		case seen[id]:
			why = quoted(f.Name) + " is chosen twice"
		case f.ContentType == paper.ContentType && f.Size > mostPDF:
			why = fmt.Sprintf("%s is larger than %d MB, which is too much for a packet; download it and send it by itself", quoted(f.Name), mostPDF>>20)
		case f.ContentType != paper.ContentType && !isPicture(f.ContentType):
			why = quoted(f.Name) + " is neither a picture nor a PDF; download it and send it by itself"
		}
		if why != "" {
			bad = append(bad, errs.Field{Location: location(i), Message: why})
		}
		seen[id] = true
		out = append(out, f)
	}
	return out, errs.InvalidFields(bad)
}

func isPicture(contentType string) bool { return strings.HasPrefix(contentType, "image/") }

func location(i int) string { return fmt.Sprintf("body.file_ids[%d]", i) }

func quoted(name string) string { return "“" + name + "”" }

// packetFile is a packet that is whole.
type packetFile struct {
	file  media.Scratch
	pages int
	tag   string
}

// make writes the packet when it is its turn.
func (p *Packets) make(ctx context.Context, c *contents) (made packetFile, err error) {
	ctx, cancel := context.WithTimeout(ctx, packetTime)
	defer cancel()
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return made, tooBusy(ctx.Err())
	}
	if made.file, err = p.files.Scratch("packet"); err != nil {
		return made, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(p.files.Full(tooBusy(err)), made.file.Close())
		}
	}()
	b := paper.Bind(made.file, "Packet "+c.story.CaseNumber, c.at)
	b.Doc("Case "+c.story.CaseNumber, c.summary())
	for i := range c.results {
		r := &c.results[i]
		b.Doc(r.TestType+", "+paper.Day(r.DatedAt.In(p.zone)), lab.Paper(c.house, *r, c.at, c.by))
	}
	for i := range c.files {
		if err := p.add(ctx, b, c, i); err != nil {
			return made, err
		}
	}
	if made.tag, err = b.Close(); err != nil {
		return made, err
	}
	made.pages = b.Pages()
	_, err = made.file.Seek(0, io.SeekStart)
	return made, err
}

// add puts one file into the packet. What cannot be put on paper is refused by name.
func (p *Packets) add(ctx context.Context, b *paper.Binder, c *contents, i int) (err error) {
	f := c.files[i]
	content, err := p.files.OnDisk(ctx, f.SHA256)
	if err != nil {
		return fmt.Errorf("open file %d (%s): %w", f.ID, f.SHA256, err)
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	bookmark := f.Description + ": " + f.Name
	if !isPicture(f.ContentType) {
		return refused(i, f.Name, b.PDF(ctx, bookmark, content))
	}
	picture, err := paper.ReadPicture(content, f.Size)
	if err != nil {
		return refused(i, f.Name, err)
	}
	b.Picture(bookmark, fmt.Sprintf("%s · %s · %s, %s · %s · file %d of %d", c.story.Patient.Known(), f.Description, f.TestType, f.LabCode, f.Name, i+1, len(c.files)), picture)
	return nil
}

// refused turns the refusal of a file into ours; other errors stay.
func refused(i int, name string, err error) error {
	var r *paper.Refusal
	if !errors.As(err, &r) {
		return err
	}
	return errs.InvalidFields([]errs.Field{{Location: location(i), Message: quoted(name) + " " + r.Message}})
}

// tooBusy puts a packet that took too long into words; other errors stay.
func tooBusy(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &errs.Error{Kind: errs.TooMany, Message: "Making the packet takes too long. Try again later, or take fewer files along.", RetryAfter: int(time.Minute / time.Second)}
	}
	return err
}
