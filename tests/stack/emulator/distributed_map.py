"""What the emulator's Step Functions lack for the batch workflow (statemachine/batch.asl.json).

ministack 1.5.33 runs distributed Maps as JSONPath has them. With JSONata it takes `Arguments` of the
reader, `ItemSelector`, `MaxConcurrency` and the tolerated failures literally, and drops `Output` and
`Assign`; its children see their parent's variables and context. And it runs a nested execution
(`startExecution.sync`) as an express one: an alias is unknown, a name that is taken is overwritten,
and no event tells of the end.

This puts AWS's behaviour in front of ministack's own functions, by its own helpers. What is still
missing stands in docs/emulator.md. When ministack does it all, this file goes.
"""

import copy
import json
import time

from ministack.services import stepfunctions as sfn

# As ministack itself has them.
_run_distributed_map = sfn._run_distributed_map
_run_sub_machine = sfn._run_sub_machine

# Seconds between two looks at a nested execution.
PAUSE = 0.05


def install():
    """ministack finds its own functions by these names when it calls them."""
    sfn._run_distributed_map = run_distributed_map
    sfn._run_sub_machine = run_sub_machine
    sfn._invoke_nested_start_execution_sync = start_execution_sync


def run_distributed_map(state, raw_input, effective, processor, execution, ctx):
    """Evaluates the fields of a JSONata Map, and lets ministack run it over the children's inputs."""
    if sfn._state_query_language(state, ctx) != "JSONata":
        return _run_distributed_map(state, raw_input, effective, processor, execution, ctx)
    left = ("ItemReader", "ItemSelector", "Items", "Output", "Assign")
    plain = {field: value for field, value in state.items() if field not in left}
    for field in ("MaxConcurrency", "ToleratedFailurePercentage", "ToleratedFailureCount"):
        if field in state:
            plain[field] = sfn._jsonata_state_field(state, field, "number", raw_input, ctx)
    inputs = children_inputs(state, raw_input, ctx)
    results, following = _run_distributed_map(plain, raw_input, inputs, processor, execution, ctx)
    output = sfn._apply_jsonata_output(state, raw_input, ctx, result=results, default=results)
    sfn._apply_state_assign(state, raw_input, ctx, result=results)
    return output, following


def children_inputs(state, raw_input, ctx):
    items = read(state, raw_input, ctx)
    selector = state.get("ItemSelector")
    if selector is None:
        return items

    def select(index, item):
        of_item = {**ctx, "Map": {"Item": {"Index": index, "Value": item}}}
        return sfn._apply_jsonata_template(selector, raw_input, of_item)

    return [select(index, item) for index, item in enumerate(items)]


def read(state, raw_input, ctx):
    reader = state.get("ItemReader")
    if reader is None:
        items = sfn._jsonata_state_field(state, "Items", "array", raw_input, ctx) if "Items" in state else raw_input
    else:
        arguments = sfn._apply_jsonata_template(reader.get("Arguments", {}), raw_input, ctx)
        try:
            items = sfn._read_map_items({**reader, "Arguments": arguments}, raw_input, ctx)
        except ValueError as error:
            raise sfn._ExecutionError("States.ItemReaderFailed", str(error)) from None
    if not isinstance(items, list):
        raise sfn._ExecutionError("States.ItemReaderFailed", "The items are no array")
    return items


def run_sub_machine(states, start_at, given, execution, ctx):
    """A child of a distributed Map has a context of its own, and no variables but its own.

    The machines inside a child come here as well; by then the context is the child's.
    """
    child = "mapRunArn" in execution and ctx["Execution"]["Id"] != execution["executionArn"]
    if child:
        ctx.pop("Map", None)
        ctx["variables"] = {}
        ctx["Execution"] = {
            "Id": execution["executionArn"],
            "Input": copy.deepcopy(given),
            "Name": execution["name"],
            "StartTime": execution["startDate"],
        }
    return _run_sub_machine(states, start_at, given, execution, ctx)


def start_execution_sync(resource, arguments):
    """Starts a standard execution by its name, or finds the one that runs, and waits for its end."""
    request = sfn._nested_start_execution_request(arguments)
    status, _, body = sfn._start_execution(request)
    answer = json.loads(body)
    if status >= 400:
        execution = running(request)
        if execution is None:
            raise sfn._ExecutionError(f"StepFunctions.{answer['__type']}Exception", answer.get("message", ""))
    else:
        execution = sfn._executions[answer["executionArn"]]
    while execution["status"] == "RUNNING":
        time.sleep(PAUSE)
    if execution["status"] != "SUCCEEDED":
        raise sfn._ExecutionError("States.TaskFailed", json.dumps(described(execution)))
    ended = described(execution)
    if resource.endswith(":2"):
        ended["Output"] = json.loads(ended["Output"])
    return ended


def running(request):
    """The execution of this name and input that runs: starting it again is no error on AWS."""
    machine = sfn._resolve_state_machine_arn(request["stateMachineArn"])
    for execution in list(sfn._executions.values()):
        if (execution["stateMachineArn"], execution["name"]) == (machine, request.get("name")):
            same = json.loads(execution["input"]) == json.loads(request["input"])
            return execution if same and execution["status"] == "RUNNING" else None
    return None


def described(execution):
    fields = ("executionArn", "input", "name", "startDate", "stateMachineArn", "status", "stopDate")
    told = {field[0].upper() + field[1:]: execution.get(field) for field in fields}
    return {**told, "Output": execution.get("output") or "{}"}
