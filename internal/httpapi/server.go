package httpapi

import (
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"

	"talaan/internal/authz"
)

// Wrap puts around mux what every request gets: an id, a log line, a measured
// time, safe headers, compression, refusal of writes from other sites, and an
// answer even after a panic. With onlyTLS, whoever comes without TLS gets
// nothing of the hospital.
func Wrap(mux *http.ServeMux, log *slog.Logger, metrics prometheus.Registerer, onlyTLS bool) (http.Handler, error) {
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "talaan_http_request_seconds", Help: "Time to answer a request, by route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
	}, []string{"route", "status"})
	if err := metrics.Register(seconds); err != nil {
		return nil, err
	}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.ExceptContentTypes([]string{"text/event-stream", "image/png", "image/jpeg", "font/woff2"}))
	if err != nil {
		return nil, err
	}
	crossSite := http.NewCrossOriginProtection()
	crossSite.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, &Problem{Title: "Forbidden", Status: http.StatusForbidden, Errors: []FieldError{}, RequestID: authz.From(r.Context()).RequestID,
			Detail: "This request came from another site and was refused."})
	}))
	inner := crossSite.Handler(compress(recovering(mux, log)))
	if onlyTLS {
		inner = refusePlain(inner)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := requestID()
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			host = r.RemoteAddr
		}
		r = withKey(r.WithContext(authz.With(r.Context(), authz.Caller{RequestID: id, Address: host})))
		w.Header().Set("X-Request-Id", id)
		guardAnswer(w.Header(), r)
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer func() { // also when the answer broke off
			_, route := mux.Handler(r)
			took := time.Since(start)
			seconds.WithLabelValues(route, strconv.Itoa(rec.status)).Observe(took.Seconds())
			log.Info("request", "request_id", id, "method", r.Method, "path", r.URL.Path, "status", rec.status, "ms", took.Milliseconds(), "address", host)
		}()
		inner.ServeHTTP(rec, r)
	}), nil
}

func requestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (documented)
	return hex.EncodeToString(b[:])
}

// recorder notes the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status and passes it on.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection (for flushing).
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush passes on what has been written, for streams.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }

func recovering(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v == http.ErrAbortHandler { //nolint:errorlint // the value itself, as net/http compares it
				panic(v) // the answer broke off, and its reader must see that
			} else if v != nil {
				id := authz.From(r.Context()).RequestID
				log.Error("panic", "request_id", id, "path", r.URL.Path, "value", v, "stack", string(debug.Stack()))
				writeProblem(w, &Problem{Title: "Internal Server Error", Status: http.StatusInternalServerError, Errors: []FieldError{}, RequestID: id,
					Detail: "Something went wrong on the server. Look whether it was saved before you repeat it."})
			}
		}()
		next.ServeHTTP(w, r)
	})
}
