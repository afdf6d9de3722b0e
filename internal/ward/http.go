package ward

import (
	"context"
	"net/http"

	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type listBedsInput struct {
	Free   bool  `query:"free" doc:"Only beds that are ready and without a patient"`
	RoomID int64 `query:"room_id" minimum:"0"`
}

// Register adds the operations on rooms and beds.
func Register(api *httpapi.API) {
	httpapi.Read(api, Rooms.Read, httpapi.Op{ID: "list-rooms", Method: http.MethodGet, Path: "/rooms", Summary: "List rooms", Tag: "rooms"},
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (httpapi.List[Room], error) {
			rooms, err := Rooms.List(ctx, tx)
			return httpapi.Whole(rooms), err
		})
	httpapi.Read(api, Beds.Read, httpapi.Op{ID: "list-beds", Method: http.MethodGet, Path: "/beds", Summary: "List beds with their rooms", Tag: "beds"},
		func(ctx context.Context, tx *sqldb.Tx, in *listBedsInput) (httpapi.List[BedView], error) {
			beds, err := BedViews(ctx, tx, in.RoomID, in.Free)
			return httpapi.Whole(beds), err
		})
	Rooms.Register(api)
	Beds.Register(api)
}
