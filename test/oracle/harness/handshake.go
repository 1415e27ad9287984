package main

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"time"
)

// handshake is one between a server with the chain and a client that verifies the first name: what the client says of it.
func handshake(asked question) answer {
	key, err := x509.ParsePKCS8PrivateKey(asked.Key)
	if err != nil {
		return answer{Error: text(err)}
	}
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	deadline := time.Now().Add(10 * time.Second)
	near.SetDeadline(deadline)
	far.SetDeadline(deadline)
	go tls.Server(far, &tls.Config{
		Certificates: []tls.Certificate{{Certificate: asked.Chain, PrivateKey: key}},
	}).Handshake()
	err = tls.Client(near, &tls.Config{
		ServerName: asked.Names[0],
		RootCAs:    poolOf(asked.Roots),
		Time:       func() time.Time { return timeOf(asked.Now) },
	}).Handshake()
	return answer{Error: text(err)}
}
