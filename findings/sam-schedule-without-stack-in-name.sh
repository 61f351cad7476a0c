#!/usr/bin/env bash
# aws-sam-translator 1.115.0 (PyPI), which `sam` and AWS itself use for templates
#
# Expected: the event types Schedule and ScheduleV2 of a function differ in the service that they
#   address. Neither template names its schedule, so CloudFormation invents a name for each stack.
# Happens: Schedule leaves the name out. ScheduleV2 writes one, made of two names inside the template
#   and nothing of the stack: the same in every stack of the template. `OmitName: true` leaves it out.
# Seen on 2026-11-28:
#   Schedule: AWS::Events::Rule, name: none
#   ScheduleV2: AWS::Scheduler::Schedule, name: SweepOften
#   ScheduleV2 with OmitName: AWS::Scheduler::Schedule, name: none
# Why it matters here: names of schedules are unique in an account and region, so a school's second
#   stack (a trial beside the real one) would not come up. (That last step was not run: it needs AWS.)
# Our answer: template.yaml has OmitName.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"
need python3

python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet aws-sam-translator==1.115.0

cat >"$folder/expand.py" <<'PYTHON'
"""Expands a template with one scheduled function; prints the schedule's type and name."""
import json
import sys

from samtranslator.translator.transform import transform


class NoPolicies:
    def load(self):
        return {}


function = {
    "Type": "AWS::Serverless::Function",
    "Properties": {
        "Runtime": "provided.al2023",
        "Handler": "bootstrap",
        "CodeUri": "s3://bucket/key",
        "Events": {"Often": json.loads(sys.argv[1])},
    },
}
template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Sweep": function}}
schedule = transform(template, {}, NoPolicies())["Resources"]["SweepOften"]
print(schedule["Type"] + ", name:", schedule["Properties"].get("Name", "none"))
PYTHON

expand() {
  AWS_DEFAULT_REGION=us-east-1 "$folder/python/bin/python" "$folder/expand.py" "$1"
}

expect_equal 'Schedule' 'AWS::Events::Rule, name: none' \
  "$(expand '{"Type": "Schedule", "Properties": {"Schedule": "rate(5 minutes)"}}')"
expect_equal 'ScheduleV2' 'AWS::Scheduler::Schedule, name: SweepOften' \
  "$(expand '{"Type": "ScheduleV2", "Properties": {"ScheduleExpression": "rate(5 minutes)"}}')"
expect_equal 'ScheduleV2 with OmitName' 'AWS::Scheduler::Schedule, name: none' \
  "$(expand '{"Type": "ScheduleV2", "Properties": {"ScheduleExpression": "rate(5 minutes)", "OmitName": true}}')"
