package lantls

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

// Split accepts TLS and plain connections at one port. It tells them apart by
// their first byte, and gives the ones that begin a handshake as *tls.Conn. Who
// says nothing for as long as wait is cut off.
func Split(inner net.Listener, config *tls.Config, wait time.Duration) net.Listener {
	s := &split{Listener: inner, config: config, wait: wait, ready: make(chan accepted), done: make(chan struct{}), silent: map[net.Conn]bool{}}
	go s.run()
	return s
}

type accepted struct {
	conn net.Conn
	err  error
}

type split struct {
	net.Listener
	config *tls.Config
	wait   time.Duration
	ready  chan accepted
	done   chan struct{}

	mu     sync.Mutex
	closed bool
	silent map[net.Conn]bool // have said nothing yet
}

// Accept returns the next connection that has begun to speak.
func (s *split) Accept() (net.Conn, error) {
	select {
	case a := <-s.ready:
		return a.conn, a.err
	case <-s.done:
		return nil, net.ErrClosed
	}
}

// Close stops listening and cuts off who has said nothing.
func (s *split) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return net.ErrClosed
	}
	s.closed = true
	close(s.done)
	err := s.Listener.Close()
	for c := range s.silent {
		_ = c.Close() // nothing was asked on it
	}
	return err
}

func (s *split) run() {
	for {
		conn, err := s.Listener.Accept()
		if err != nil {
			s.give(accepted{err: err})
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		if s.note(conn) {
			go s.tell(conn)
		}
	}
}

// note remembers a silent connection; one that comes too late is closed.
func (s *split) note(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = conn.Close() // nothing was asked on it
		return false
	}
	s.silent[conn] = true
	return true
}

func (s *split) give(a accepted) {
	select {
	case s.ready <- a:
	case <-s.done:
		if a.conn != nil {
			_ = a.conn.Close() // the server no longer answers
		}
	}
}

// handshake is the first byte of TLS.
const handshake = 22

// tell waits for the first byte.
func (s *split) tell(conn net.Conn) {
	first := make([]byte, 1)
	err := conn.SetReadDeadline(time.Now().Add(s.wait))
	if err == nil {
		_, err = conn.Read(first)
	}
	if err == nil {
		err = conn.SetReadDeadline(time.Time{})
	}
	s.mu.Lock()
	delete(s.silent, conn)
	s.mu.Unlock()
	if err != nil {
		_ = conn.Close() // it said nothing
		return
	}
	whole := &begun{Conn: conn, first: first}
	if first[0] == handshake {
		s.give(accepted{conn: tls.Server(whole, s.config)})
	} else {
		s.give(accepted{conn: whole})
	}
}

// begun is a connection whose first byte was read and is given again.
type begun struct {
	net.Conn
	first []byte
}

// Read implements net.Conn.
func (b *begun) Read(p []byte) (int, error) {
	if len(b.first) > 0 && len(p) > 0 {
		n := copy(p, b.first)
		b.first = b.first[n:]
		return n, nil
	}
	return b.Conn.Read(p)
}
