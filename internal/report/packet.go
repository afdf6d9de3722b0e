package report

import (
	"context"
	"errors"

	"talaan/internal/httpapi"
)

type packetInput struct {
	httpapi.ByID
	Body struct {
		FileIDs []int64 `json:"file_ids" maxItems:"200" doc:"Files of the case's tests, in the order in which they shall stand; pictures and PDFs only"`
		Results bool    `json:"results,omitempty" doc:"Take the laboratory results along"`
	}
}

func (r *Reports) packet(context.Context, *packetInput) (httpapi.File, error) {
	return httpapi.File{}, errors.New("not written")
}
