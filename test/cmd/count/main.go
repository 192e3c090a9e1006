// Command count prints what docs/architecture.md says of the code's shape, and writes it there:
//
//	go run ./test/cmd/count -write docs/architecture.md
package main

import (
	"flag"
	"fmt"
	"os"

	"usher/test/architecture"
)

func main() {
	write := flag.String("write", "", "the document to write the figures into, between its markers")
	root := flag.String("root", ".", "the checkout to count")
	flag.Parse()
	if err := run(*root, *write); err != nil {
		fmt.Fprintln(os.Stderr, "count:", err)
		os.Exit(1)
	}
}

func run(root, write string) error {
	counts, err := architecture.Count(root)
	if err != nil {
		return err
	}
	fmt.Print(counts)
	for _, line := range append(counts.Upward, counts.Untested...) {
		fmt.Println(line)
	}
	if write == "" {
		return nil
	}
	return counts.Write(write)
}
