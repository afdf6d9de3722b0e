package ward_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"talaan/internal/talaantest"
)

type body = map[string]any

func TestRoomsAndBeds(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		room := admin.Post("/rooms", body{"name": "Ward 1", "hourly_rate": "30"}).Expect(http.StatusCreated)
		if room.String("hourly_rate") != "30.00" {
			t.Errorf("the rate is %s", room.Text)
		}
		id := room.Int("id")
		bed := admin.Post("/beds", body{"room_id": id, "number": "1-1"}).Expect(http.StatusCreated)
		if bed.String("status") != "Ready" {
			t.Errorf("a new bed is %s", bed.Text)
		}
		roomPath, bedPath := fmt.Sprintf("/rooms/%d", id), fmt.Sprintf("/beds/%d", bed.Int("id"))
		admin.Post("/rooms", body{"name": "WARD  1", "hourly_rate": "1.00"}).Refused(http.StatusConflict, "body.name")
		admin.Post("/beds", body{"room_id": id, "number": "1-1"}).Refused(http.StatusConflict, "body.number")
		admin.Delete(roomPath).Refused(http.StatusConflict, "")

		c := h.CheckIn().Confirm("Inpatient").Admit(bed.Int("id"))
		for _, patch := range []body{{"status": "Cleaning"}, {"status": "Out_of_Service"}, {"room_id": h.Client("admin").Post("/rooms", body{"name": "Other", "hourly_rate": "1.00"}).Int("id")}} {
			admin.Patch(bedPath, patch).Refused(http.StatusConflict, "")
		}
		admin.Patch(bedPath, body{"number": "1-A"}).Expect(http.StatusOK)
		admin.Delete(bedPath).Refused(http.StatusConflict, "")

		// A new rate is for those who come after.
		admin.Patch(roomPath, body{"hourly_rate": "50.00"}).Expect(http.StatusOK)
		h.Clock.Advance(time.Hour)
		board := h.Client("teller").Get("/ward-board").Expect(http.StatusOK)
		if o := board.At("rooms.1.beds.0.occupant"); o == nil || board.String("rooms.1.beds.0.occupant.rate") != "30.00" || board.String("rooms.1.beds.0.occupant.running_total") != "30.00" || board.String("rooms.1.hourly_rate") != "50.00" {
			t.Errorf("the board: %s", board.Text)
		}
		if desk := h.Client("receptionist").Get("/ward-board"); desk.Has("rooms.1.beds.0.occupant.running_total") {
			t.Errorf("the desk sees what is owed: %s", desk.Text)
		}
		c.Discharge()
		stays := h.Client("nurse").Get(c.Path("/stays"))
		if stays.String("items.0.rate") != "30.00" || stays.String("items.0.ended_at") == "" || stays.String("items.0.bed_number") != "1-A" {
			t.Errorf("the stays: %s", stays.Text)
		}
		admin.Delete(bedPath).Refused(http.StatusConflict, "") // its stay is on record
		admin.Patch(bedPath, body{"status": "Cleaning"}).Expect(http.StatusOK)
		if free := admin.Get("/beds?free=true").List("items"); len(free) != 0 {
			t.Errorf("a bed that is being cleaned is free: %v", free)
		}
	})
}
