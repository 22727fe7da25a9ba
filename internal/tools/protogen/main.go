// Protogen compiles Protocol Buffers and hands them to the plugins of protoc, without
// protoc: every tool that code is generated with is pinned in one go.mod.
//
//	go run ./protogen -C ../../hosting/rpc/internal/shopv1 shop.proto go connect-go:simple
//
// The files are written beside the .proto, the packages of plugins in folders below it.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/protoutil"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

func main() {
	dir := flag.String("C", ".", "folder of the .proto file")
	out := flag.String("out", "", "folder to write to; that of the .proto file when not set")
	flag.Parse()
	if flag.NArg() < 2 {
		fmt.Fprintln(os.Stderr, "usage: protogen [-C folder] [-out folder] file.proto plugin[:options]...")
		os.Exit(64)
	}
	if *out == "" {
		*out = *dir
	}
	if err := generate(context.Background(), *dir, *out, flag.Arg(0), flag.Args()[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "protogen:", err)
		os.Exit(1)
	}
}

// generate compiles the file and writes what every plugin makes of it.
func generate(ctx context.Context, dir, out, file string, plugins []string) error {
	request, err := compile(ctx, dir, file)
	if err != nil {
		return err
	}
	for _, plugin := range plugins {
		name, options, _ := strings.Cut(plugin, ":")
		request.Parameter = proto.String(strings.TrimSuffix("paths=source_relative,"+options, ","))
		if err := run(ctx, name, request, out); err != nil {
			return fmt.Errorf("protoc-gen-%s: %w", name, err)
		}
	}
	return nil
}

// compile returns what a plugin is asked: the file and everything that it imports.
func compile(ctx context.Context, dir, file string) (*pluginpb.CodeGeneratorRequest, error) {
	compiler := protocompile.Compiler{
		Resolver:       protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{dir}}),
		SourceInfoMode: protocompile.SourceInfoStandard, // comments go into the generated code
	}
	files, err := compiler.Compile(ctx, file)
	if err != nil {
		return nil, err
	}
	request := &pluginpb.CodeGeneratorRequest{FileToGenerate: []string{file}}
	seen := make(map[string]bool)
	request.ProtoFile = closure(files[0], seen, nil)
	return request, nil
}

// closure returns the file after those that it imports.
func closure(file protoreflect.FileDescriptor, seen map[string]bool, list []*descriptorpb.FileDescriptorProto) []*descriptorpb.FileDescriptorProto {
	if seen[file.Path()] {
		return list
	}
	seen[file.Path()] = true
	for i := range file.Imports().Len() {
		list = closure(file.Imports().Get(i), seen, list)
	}
	return append(list, protoutil.ProtoFromFileDescriptor(file))
}

// run asks one plugin and writes its answer.
func run(ctx context.Context, name string, request *pluginpb.CodeGeneratorRequest, out string) error {
	input, err := proto.Marshal(request)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "go", "tool", "protoc-gen-"+name)
	command.Stdin, command.Stderr = bytes.NewReader(input), os.Stderr
	output, err := command.Output()
	if err != nil {
		return err
	}
	var response pluginpb.CodeGeneratorResponse
	if err := proto.Unmarshal(output, &response); err != nil {
		return err
	}
	if response.Error != nil {
		return fmt.Errorf("%s", response.GetError())
	}
	for _, f := range response.GetFile() {
		path := filepath.Join(out, f.GetName())
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(f.GetContent()), 0o600); err != nil {
			return err
		}
	}
	return nil
}
