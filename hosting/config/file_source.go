package config

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"time"
)

// FileSource is a [Source] that looks at a TOML or YAML file again and again. It reads by
// name and compares contents, so it sees a file that is written, one that is renamed over
// it, and the symbolic links of a ConfigMap that are pointed elsewhere; it needs no
// notification of the file system, which network volumes do not give.
//
// Use a file of its own and not the configuration file of the service, over which it comes.
type FileSource struct {
	path             string
	interval, settle time.Duration
}

// NewFileSource returns a source of the file, which has to exist when it is read. It is
// looked at every interval; zero means two seconds.
func NewFileSource(path string, interval time.Duration) *FileSource {
	if interval <= 0 {
		interval = 2 * time.Second
	}
	return &FileSource{path: path, interval: interval, settle: min(interval, 100*time.Millisecond)}
}

// String returns the path.
func (s *FileSource) String() string { return s.path }

// Next implements [Source]. A file that is gone is an error, so that what it had holds on;
// to take its settings away, empty it.
func (s *FileSource) Next(ctx context.Context, since string) (Snapshot, error) {
	content, version, err := s.read()
	for err == nil && since != "" {
		wait := s.interval
		if version != since {
			wait = s.settle // somebody may be in the middle of writing
		}
		if !pause(ctx, wait) {
			return Snapshot{}, ctx.Err()
		}
		before := version
		if content, version, err = s.read(); version == before && version != since {
			break
		}
	}
	if err != nil {
		return Snapshot{}, err
	}
	d, err := parseDocument(s.path, content)
	if err != nil {
		return Snapshot{}, err
	}
	return Snapshot{Version: version, Values: d.root}, nil
}

func (s *FileSource) read() ([]byte, string, error) {
	content, err := os.ReadFile(s.path)
	if err != nil {
		return nil, "", fmt.Errorf("the file cannot be read: %w", pathless(err))
	}
	sum := sha256.Sum256(content)
	return content, hex.EncodeToString(sum[:]), nil
}

// pause waits for d; it says false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
