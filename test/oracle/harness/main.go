// The oracle: what Go's own crypto/x509, crypto/tls and encoding/pem say. Reads one question a line from standard input, as JSON, and writes one
// answer a line. Standard library only.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
)

// A question is of one kind; the other fields are those that the kind needs. Certificates are DER, in base64.
type question struct {
	Kind  string   `json:"kind"` // chain, names, tls or pem
	Chain [][]byte `json:"chain"`
	Roots [][]byte `json:"roots"`
	Now   string   `json:"now"`   // RFC 3339
	Names []string `json:"names"` // that are verified
	Key   []byte   `json:"key"`   // PKCS #8, of the server
	PEM   string   `json:"pem"`
}

// An answer has an error text for everything that was asked, "" where there is none.
type answer struct {
	Error  string   `json:"error"`
	Errors []string `json:"errors"` // one for each name
	Count  int      `json:"count"`
}

var kinds = map[string]func(question) answer{
	"chain": verifyChain,
	"names": verifyNames,
	"tls":   handshake,
	"pem":   readPEM,
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	answers := json.NewEncoder(out)
	answers.SetEscapeHTML(false)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			log.Fatal(err)
		}
		if err := answers.Encode(kinds[asked.Kind](asked)); err != nil {
			log.Fatal(err)
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
