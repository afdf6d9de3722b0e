package live

import "testing"

func TestHub(t *testing.T) {
	t.Parallel()
	h := NewHub()
	quick, stop := h.Listen()
	slow, _ := h.Listen()
	gone, leave := h.Listen()
	leave()
	leave() // twice does no harm
	if _, open := <-gone; open {
		t.Error("who left still hears")
	}
	for i := range 1000 {
		h.Publish([]Change{{"encounter", int64(i)}, {"bill", int64(i)}})
		if a, b := <-quick, <-quick; a != (Change{"encounter", int64(i)}) || b != (Change{"bill", int64(i)}) {
			t.Fatalf("heard %v and %v", a, b)
		}
	}
	heard := 0
	for range slow { // it was cut off, so this ends
		heard++
	}
	if heard == 0 || heard >= 2000 {
		t.Errorf("who fell behind heard %d changes", heard)
	}
	h.Close()
	if _, open := <-quick; open {
		t.Error("the closed hub goes on")
	}
	stop()
	h.Close()
	h.Publish([]Change{{"bill", 1}})
	late, stopLate := h.Listen()
	defer stopLate()
	if _, open := <-late; open {
		t.Error("a closed hub takes listeners")
	}
}
