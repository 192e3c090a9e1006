package process

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// ErrPortTaken is what the errors of [StartDatabase] and [StartMailbox] wrap when another program listens on the
// port that was asked for.
var ErrPortTaken = errors.New("taken by another program")

// freePort returns a port on which nothing listens. Another program may take it before it is used, which the
// caller has to notice.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// checkPort tells why the port that o names can't be listened on.
func (o Options) checkPort() error {
	if o.Port < 0 || o.Port > 65535 {
		return fmt.Errorf("port %d is none: %s from 1 to 65535, or to 0 for any free one", o.Port, o.remedy("a port"))
	}
	if o.Port == 0 {
		return nil
	}
	// Both: on some systems one may listen on a single address while another listens on all of them.
	for _, host := range []string{"127.0.0.1", ""} {
		listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(o.Port)))
		if err == nil {
			_ = listener.Close()
			continue
		}
		return o.refused(err)
	}
	return nil
}

func (o Options) refused(err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return o.taken()
	}
	return fmt.Errorf("port %d can't be used: %w: %s", o.Port, err, o.remedy("another port"))
}

func (o Options) taken() error {
	return fmt.Errorf("port %d is %w: stop that one, or %s", o.Port, ErrPortTaken, o.remedy("another port"))
}

func (o Options) remedy(what string) string {
	if o.PortVariable == "" {
		return "choose " + what
	}
	return "set " + o.PortVariable + " to " + what
}
