package inspect

import (
	"slices"

	"github.com/gabriel-vasile/mimetype"
)

// runs are the ends of names by which a computer would run a file, or open it
// as a web page, whatever is in it.
var runs = set("exe", "com", "scr", "pif", "cpl", "dll", "msi", "msp", "bat", "cmd", "ps1", "psm1", "vb", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh",
	"hta", "html", "htm", "xht", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "swf", "php", "jar", "jnlp", "lnk", "url", "scf", "reg", "inf", "chm",
	"application", "gadget", "sh", "command", "app", "apk", "py", "pl", "docm", "dotm", "xlsm", "xltm", "xlam", "xll", "pptm")

func set(names ...string) map[string]bool {
	s := make(map[string]bool, len(names))
	for _, n := range names {
		s[n] = true
	}
	return s
}

// looks are the kinds that people send by mistake or on purpose, by content type.
var looks = []struct{ contentType, word string }{
	{"application/vnd.microsoft.portable-executable", "a Windows program"},
	{"application/x-elf", "a Linux program"},
	{"application/x-mach-binary", "a Mac program"},
	{"application/java-archive", "a Java program"},
	{"application/x-ms-installer", "a Windows program"},
	{"application/x-ms-shortcut", "a Windows shortcut"},
	{"application/msword", "an old Word document: save it as docx or PDF"},
	{"application/vnd.ms-excel", "an old Excel workbook: save it as xlsx or PDF"},
	{"application/x-ole-storage", "an old or a protected Office file: save it without a password as docx, xlsx or PDF"},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", "a PowerPoint presentation: save it as PDF"},
	{"application/vnd.oasis.opendocument.text", "an OpenDocument text: save it as docx or PDF"},
	{"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument sheet: save it as xlsx or PDF"},
	{"application/pdf", "a PDF with something else before it, which may be a program: print it as a new PDF"},
	{"application/zip", "a ZIP archive: send the files that are in it"},
	{"application/x-7z-compressed", "a 7-Zip archive: send the files that are in it"},
	{"application/x-rar-compressed", "a RAR archive: send the files that are in it"},
	{"application/gzip", "a packed file: send what is in it"},
	{"application/x-tar", "an archive: send the files that are in it"},
	{"image/heic", "a HEIC picture: save it as JPEG"},
	{"image/heif", "a HEIF picture: save it as JPEG"},
	{"image/avif", "an AVIF picture: save it as JPEG"},
	{"image/tiff", "a TIFF picture: save it as PNG or PDF"},
	{"image/bmp", "a BMP picture: save it as PNG"},
	{"image/svg+xml", "an SVG drawing, which can hold scripts: save it as PNG or PDF"},
	{"text/html", "a web page, which can hold scripts: print it as PDF"},
	{"application/xhtml+xml", "a web page, which can hold scripts: print it as PDF"},
	{"text/rtf", "an RTF document: save it as docx or PDF"},
	{"application/postscript", "a PostScript program: save it as PDF"},
	{"text/x-php", "a script"},
	{"video/mp4", "a film"},
	{"video/quicktime", "a film"},
}

// seems refuses a file that is of no kind that can be taken, and says what it
// seems to be and what to do.
func seems(head []byte, ext string, limits Limits) error {
	m := mimetype.Detect(head)
	if len(head) >= dicomStart && string(head[dicomPreamble:dicomStart]) == "DICM" && !harmlessPreamble(head) {
		return refuse("is a DICOM picture with something else before it, which may be a program: export it again")
	}
	for _, l := range looks {
		for p := m; p != nil; p = p.Parent() {
			if p.Is(l.contentType) {
				return refuse("seems to be %s. Only %s are taken", l.word, list(limits.Types))
			}
		}
	}
	switch {
	case len(head) >= 2 && string(head[:2]) == "#!":
		return refuse("seems to be a script. Only %s are taken", list(limits.Types))
	case !isText(m):
	case slices.Contains(textEndings, ext):
		return refuse("seems to be text, but not all of its letters can be read, or it is damaged: save it as plain text in UTF-8 and send that")
	default:
		return refuse("seems to be text, but its name ends in .%s. Only %s are taken; if it is plain text, let its name end in .txt", ext, list(limits.Types))
	}
	return refuse("is not of a kind that is known here, or is damaged. Only %s are taken", list(limits.Types))
}

// isText reports whether it is text of any kind.
func isText(m *mimetype.MIME) bool {
	for ; m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return true
		}
	}
	return false
}
