"""Validates exports with what others would read them with: the packages followthemoney and libcovebods.

usage: validate.py FTM_FILE BODS_FILE
"""

import json
import sys

import libcovebods.config
import libcovebods.data_reader
import libcovebods.jsonschemavalidate
import libcovebods.run_tasks
import libcovebods.schema
from followthemoney import model
from followthemoney.exc import InvalidData


def ftm(path):
    """Every line is an entity of a known schema, every value survives cleaning, every end is there and fits."""
    problems = []
    entities = {}
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            data = json.loads(line)
            try:
                proxy = model.get_proxy(data, cleaned=False)
                proxy.schema.validate(data)
            except InvalidData as error:
                problems.append(f"{path}:{number}: {data.get('id')}: {error} {getattr(error, 'errors', '')}")
                continue
            if proxy.schema.abstract:
                problems.append(f"{path}:{number}: {data['schema']} is abstract")
            for name, values in data["properties"].items():
                prop = proxy.schema.properties.get(name)
                if prop is None:
                    problems.append(f"{path}:{number}: {data['schema']} has no property {name}")
                elif len(proxy.get(name)) != len(set(values)):
                    problems.append(f"{path}:{number}: {data['id']}: {name} loses a value: {values} -> {proxy.get(name)}")
            for name in proxy.schema.required:
                if not proxy.has(name):
                    problems.append(f"{path}:{number}: {data['id']}: without {name}")
            if proxy.id in entities:
                problems.append(f"{path}:{number}: the id {proxy.id} stands twice")
            entities[proxy.id] = proxy
    for proxy in entities.values():
        for prop, value in proxy.itervalues():
            if prop.type.name != "entity":
                continue
            other = entities.get(value)
            if other is None:
                problems.append(f"{path}: {proxy.id}: {prop.name} refers to {value}, which is not there")
            elif prop.range is not None and not other.schema.is_a(prop.range):
                problems.append(f"{path}: {proxy.id}: {prop.name} is a {other.schema.name}, no {prop.range.name}")
    if not entities:
        problems.append(f"{path}: no entities")
    return len(entities), problems


def bods(path):
    """The schema, and the further checks that the package makes."""
    config = libcovebods.config.LibCoveBODSConfig()
    reader = libcovebods.data_reader.DataReader(path)
    schema = libcovebods.schema.SchemaBODS(reader, config)
    problems = []
    if schema.schema_version != "0.4":
        problems.append(f"{path}: read as version {schema.schema_version}")
    validator = libcovebods.jsonschemavalidate.JSONSchemaValidator(schema)
    problems += [f"{path}: {error.json()}" for error in validator.validate(reader)]
    # Those that fetch a list of identifier schemes are left out: nothing here has identifiers, and no test needs a network.
    tasks = [
        task
        for task in libcovebods.run_tasks.TASK_CLASSES
        if task.__module__.endswith("record_based_checks") and "IdentifiersHave" not in task.__name__
    ]
    checked = libcovebods.run_tasks.process_additional_checks(reader, config, schema, tasks)
    problems += [f"{path}: {check}" for check in checked["additional_checks"]]
    with open(path, encoding="utf-8") as file:
        statements = json.load(file)
    if not statements:
        problems.append(f"{path}: no statements")
    return len(statements), problems


def main():
    counts, problems = zip(ftm(sys.argv[1]), bods(sys.argv[2]))
    found = [problem for some in problems for problem in some]
    for problem in found[:40]:
        print(problem)
    if len(found) > 40:
        print(f"and {len(found) - 40} more")
    print(f"{counts[0]} FollowTheMoney entities, {counts[1]} BODS statements, {len(found)} problem(s)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
