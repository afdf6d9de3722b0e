package bench

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/talaantest"
)

// each is how many payments a bill of the benchmark gets.
const each = 5

// BenchmarkCounter measures payments while tellers take them at the same time,
// each at a window of their own, over HTTP. All receipts are of one series.
func BenchmarkCounter(b *testing.B) {
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		for _, n := range []int{1, 10, 50} {
			b.Run(fmt.Sprintf("%s/%d-tellers", engine, n), func(b *testing.B) {
				h := talaantest.New(b, engine)
				windows, paths := counter(b, h, n, b.N/each+1)
				took := make([][]time.Duration, n)
				turns := make(chan string, b.N)
				for i := range b.N {
					turns <- paths[i%len(paths)]
				}
				close(turns)
				b.ResetTimer()
				var wg sync.WaitGroup
				for i := range n {
					wg.Go(func() {
						for path := range turns {
							start := time.Now()
							a := windows[i].Post(path, map[string]any{"amount": "1.00", "tendered": "20.00"})
							took[i] = append(took[i], time.Since(start))
							if a.Status != http.StatusCreated {
								b.Errorf("answered %d %s", a.Status, a.Text)
							}
						}
					})
				}
				wg.Wait()
				all := slices.Concat(took...)
				slices.Sort(all)
				b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(all[len(all)*95/100].Microseconds())/1000, "p95-ms")
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "payments/s")
			})
		}
	}
}

// counter makes n tellers with open shifts, and this many bills.
func counter(b *testing.B, h *talaantest.Hospital, n, bills int) (windows []*talaantest.Client, paths []string) {
	b.Helper()
	hash, err := staff.HashPassword(b.Context(), talaantest.Password)
	talaantest.Must(b, err)
	talaantest.Must(b, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		for i := range n {
			f := staff.UserFields{UserID: fmt.Sprintf("teller%d", i), GivenName: "Teller", FamilyName: fmt.Sprint(i), Roles: []authz.Role{authz.Teller}}
			if _, err := staff.CreateUser(ctx, tx, f, hash); err != nil {
				return err
			}
		}
		return nil
	}))
	for i := range n {
		c := h.Client(fmt.Sprintf("teller%d", i))
		c.Post("/shifts", map[string]any{"opening_cash": "100.00"}).Expect(http.StatusCreated)
		windows = append(windows, c)
	}
	for range bills {
		paths = append(paths, h.Outpatient().BillPath("/payments"))
	}
	return windows, paths
}
