package main

import (
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"log"
	"time"
)

const mostRSABits = 8192

// verifyChain does with a chain what verifyServerCertificate of crypto/tls does with one that a server sends: first without a name, then with each.
func verifyChain(asked question) answer {
	chain, err := parseChain(asked.Chain)
	if err != nil {
		return answer{Error: text(err)}
	}
	opts := x509.VerifyOptions{
		Roots:         poolOf(asked.Roots),
		Intermediates: x509.NewCertPool(),
		CurrentTime:   timeOf(asked.Now),
	}
	for _, each := range chain[1:] {
		opts.Intermediates.AddCert(each)
	}
	_, err = chain[0].Verify(opts)
	result := answer{Error: text(err)}
	for _, name := range asked.Names {
		opts.DNSName = name
		_, err = chain[0].Verify(opts)
		result.Errors = append(result.Errors, text(err))
	}
	return result
}

func parseChain(ders [][]byte) (chain []*x509.Certificate, err error) {
	for _, der := range ders {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		if key, ok := certificate.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() > mostRSABits {
			return nil, errors.New("tls: server sent certificate containing RSA key larger than 8192 bits")
		}
		chain = append(chain, certificate)
	}
	return chain, nil
}

// poolOf passes over what cannot be parsed, as AppendCertsFromPEM does.
func poolOf(ders [][]byte) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, der := range ders {
		if certificate, err := x509.ParseCertificate(der); err == nil {
			pool.AddCert(certificate)
		}
	}
	return pool
}

func timeOf(value string) time.Time {
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		log.Fatal(err)
	}
	return at
}

// verifyNames asks the first certificate for each name.
func verifyNames(asked question) (result answer) {
	certificate, err := x509.ParseCertificate(asked.Chain[0])
	if err != nil {
		return answer{Error: text(err)}
	}
	for _, name := range asked.Names {
		result.Errors = append(result.Errors, text(certificate.VerifyHostname(name)))
	}
	return result
}

// readPEM counts the certificates that AppendCertsFromPEM finds.
func readPEM(asked question) answer {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(asked.PEM))
	return answer{Count: len(pool.Subjects())}
}
