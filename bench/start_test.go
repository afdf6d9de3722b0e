package bench

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/app"
	"talaan/internal/demo"
	"talaan/internal/talaantest"
)

// BenchmarkStart measures the built program on an existing database: from its
// start to the first answered request, and the memory it holds when idle.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	program := filepath.Join(dir, "talaan")
	build := exec.CommandContext(b.Context(), "go", "build", "-o", program, "talaan/cmd/talaan")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	if err != nil {
		b.Fatalf("build: %v: %s", err, out)
	}
	data := filepath.Join(dir, "data")
	talaantest.Must(b, demo.Fill(b.Context(), app.Config{Data: data}))
	var memory int64
	for b.Loop() {
		memory = startOnce(b, program, data)
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/start")
	b.ReportMetric(float64(memory)/1024, "MB-idle")
}

// startOnce returns the resident memory in kB after the first answer.
func startOnce(b *testing.B, program, data string) int64 {
	b.Helper()
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	server := exec.CommandContext(ctx, program, "serve", "--data", data, "--listen", "127.0.0.1:0")
	pipe, err := server.StdoutPipe()
	talaantest.Must(b, err)
	talaantest.Must(b, server.Start())
	line, err := bufio.NewReader(pipe).ReadString('\n')
	talaantest.Must(b, err)
	_, url, _ := strings.Cut(line, "http:")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http:"+strings.TrimSpace(url)+"/readyz", nil)
	talaantest.Must(b, err)
	res, err := http.DefaultClient.Do(req)
	talaantest.Must(b, err)
	talaantest.Must(b, res.Body.Close())
	if res.StatusCode != http.StatusOK {
		b.Fatalf("readyz answered %d", res.StatusCode)
	}
	memory := resident(b, server.Process.Pid)
	stop()
	_ = server.Wait() // it was killed
	return memory
}

func resident(b *testing.B, pid int) int64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	talaantest.Must(b, err)
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			var kb int64
			_, err := fmt.Sscan(rest, &kb)
			talaantest.Must(b, err)
			return kb
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
