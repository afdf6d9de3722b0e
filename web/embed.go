// Package web holds the page, built by `npm run build` into dist and embedded
// in the program. Without that build the program still compiles and says how
// to make the page.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built page; ok is false when it was not built.
func Files() (files fs.FS, ok bool) {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, false
	}
	_, err = fs.Stat(sub, "index.html")
	return sub, err == nil
}
