package thumb

// PDFIdle is how long what draws PDFs is kept while none come.
const PDFIdle = pdfIdle

// HoldsPDF reports whether what draws PDFs is started.
func (m *Maker) HoldsPDF() bool {
	m.turn <- struct{}{}
	defer func() { <-m.turn }()
	return m.pdf != nil
}

// Fit is where a picture of a size is fitted in.
var Fit = fit

// MostMemory is how many bytes decoding a picture may take.
const MostMemory = mostMemory
