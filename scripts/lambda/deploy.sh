#!/usr/bin/env bash
# Builds everything and deploys it: scripts/lambda/deploy.sh dev|staging|prod
#
# Settings are in samconfig.toml, credentials those of the AWS command line (AWS_PROFILE, SSO, or the
# role of a CI job). docs/deploy.md has the rest. With --check it only says whether it could.
set -euo pipefail

cd "$(dirname "$0")/../.."
environment=${1:-}

fail() {
  printf '%s\n' "$@" >&2
  exit 3
}

case $environment in
dev | staging | prod) ;;
"") fail "Which environment? make deploy ENV=dev|staging|prod" ;;
*) fail "There is no environment \"$environment\"; samconfig.toml has dev, staging and prod." ;;
esac

command -v sam >/dev/null ||
  fail "The SAM command line is missing. Install it with: pip install aws-sam-cli==1.148.0" \
    "(or as https://docs.aws.amazon.com/serverless-application-model says)."
command -v aws >/dev/null ||
  fail "The AWS command line is missing. Install it with: pip install awscli" \
    "(or as https://docs.aws.amazon.com/cli says)."
who=$(aws sts get-caller-identity --query '[Account, Arn]' --output text 2>&1) ||
  fail "AWS does not accept the credentials of this shell, or there are none:" "$who" \
    "Set AWS_PROFILE, or run: aws sso login"
region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region || true)}}
[ -n "$region" ] || fail "No region is set: export AWS_REGION=us-east-1 (or another)"
echo "Deploying oma-$environment to $region as $who"
if [ "${2:-}" = --check ]; then exit; fi

scripts/lambda/build.sh
infra/layers/build.sh
.venv-lambda/bin/python scripts/lambda/package.py \
  infra/template.yaml "${CARGO_TARGET_DIR:-target}" infra/built-template.yaml \
  samconfig.toml infra/layers/build/*.zip
options=()
# The role that CloudFormation works as, where the caller may not do its work (infra/github-oidc.yaml).
if [ -n "${OMA_CLOUDFORMATION_ROLE:-}" ]; then options+=(--role-arn "$OMA_CLOUDFORMATION_ROLE"); fi
# In a pipeline nobody can be asked; its reviewers were.
if [ "${OMA_CONFIRM:-}" = no ]; then options+=(--no-confirm-changeset); fi
# SAM looks for its settings beside the template unless it is told where they are.
AWS_REGION=$region sam deploy --template-file infra/built-template.yaml \
  --config-file "$PWD/samconfig.toml" --config-env "$environment" --no-fail-on-empty-changeset \
  "${options[@]}"

# No setting of SAM's: an environment that keeps its data is not deleted by one command.
if [ "$environment" = prod ]; then
  aws cloudformation update-termination-protection --region "$region" \
    --stack-name oma-prod --enable-termination-protection >/dev/null
fi
