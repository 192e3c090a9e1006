package main

import (
	"archive/zip"
	"compress/flate"
	"io"
	"os"
)

// zipped is the size of the binary as Lambda gets it.
func zipped(path string) (int64, error) {
	file, err := os.Open(path) //nolint:gosec // built just now
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }()
	var size counter
	z := zip.NewWriter(&size)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser,
		error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	w, err := z.Create("bootstrap")
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(w, file); err != nil {
		return 0, err
	}
	return int64(size), z.Close()
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
