// Deploys a virtual machine by go-cloudstack, and prints what came of it. Arguments: the machine's name, if any.
package main

import (
	"fmt"
	"os"

	"github.com/xanzy/go-cloudstack/cloudstack"
)

func main() {
	server := cloudstack.NewAsyncClient(
		os.Getenv("CLOUDSTACK_ENDPOINT"), os.Getenv("CLOUDSTACK_KEY"), os.Getenv("CLOUDSTACK_SECRET"), false)
	params := server.VirtualMachine.NewDeployVirtualMachineParams("1", "1", "1")
	if len(os.Args) > 1 {
		params.SetDisplayname(os.Args[1])
	}
	machine, err := server.VirtualMachine.DeployVirtualMachine(params)
	if err != nil {
		fmt.Println("failed:", err)
	} else {
		fmt.Println("succeeded:", machine.Name)
	}
}
