"""Deploys a virtual machine by cs, and prints what came of it. Arguments: more parameters, NAME=VALUE."""
import os
import sys

from cs import CloudStack, CloudStackApiException

server = CloudStack(*(os.environ[f"CLOUDSTACK_{name}"] for name in ("ENDPOINT", "KEY", "SECRET")))
more = dict(arg.split("=", 1) for arg in sys.argv[1:])
try:
    result = server.deployVirtualMachine(zoneid=1, serviceofferingid=1, templateid=1, fetch_result=True, **more)
    print("succeeded:", result["virtualmachine"]["name"])
except CloudStackApiException as error:
    print("failed:", error, error.error)
