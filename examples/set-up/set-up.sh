#!/bin/sh
# Lets the workflows on one branch of one repository page one contact, and nothing more.
#
#   sh set-up.sh CONTACT_ARN OWNER/REPOSITORY [BRANCH]
#
# It makes GitHub's OIDC provider, if the account has none, and the role "page-on-call" (or ROLE_NAME), and asks before it changes
# anything. Run it again after a change: the role's two policies are then replaced. For repositories on github.com.
# It needs the AWS CLI, signed in to the account that pages and allowed to write IAM, and gh for the repository's IDs; without gh,
# set OWNER_ID and REPOSITORY_ID.
set -eu

fail() {
  echo "$1" >&2
  exit 1
}

# fits TEXT CHARACTERS FORM: TEXT has those characters only, and that form.
fits() {
  case $1 in *[!$2]*) return 1 ;; esac
  printf '%s\n' "$1" | grep -Eqx -- "$3"
}

contact=${1-} repository=${2-} branch=${3-main} role=${ROLE_NAME-page-on-call}
fits "$contact" 'a-z0-9:/_.-' 'arn:aws(-cn|-us-gov)?:ssm-contacts:[a-z0-9-]+:[0-9]{12}:contact/[a-z0-9_.-]{1,255}' ||
  fail 'CONTACT_ARN is the ARN of a contact, escalation plan or on-call schedule, such as arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan. "aws ssm-contacts list-contacts" shows yours.'
fits "$repository" 'A-Za-z0-9_./-' '[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9_.-]+' || fail 'OWNER/REPOSITORY is as in the address of the repository, such as acme/shop.'
fits "$branch" 'A-Za-z0-9_./-' '.+' || fail 'BRANCH is one branch, such as main: letters, digits and _./- only.'
fits "$role" 'A-Za-z0-9_+=,.@-' '.{1,64}' || fail 'ROLE_NAME is the name of a role, such as page-on-call.'

# 1. The contact, and the account that pages.
partition=$(echo "$contact" | cut -d: -f2)
caller=$(aws sts get-caller-identity --query "[Account,Arn]" --output text) || fail 'Sign in to AWS first, with the AWS CLI.'
account=$(echo "$caller" | cut -f1)
[ "$(echo "$caller" | cut -f2 | cut -d: -f2)" = "$partition" ] || fail "The contact is in the partition $partition, and you are signed in elsewhere."
fits "$account" '0-9' '[0-9]{12}' || fail 'AWS did not tell the account: "aws sts get-caller-identity" must work first.'
host=token.actions.githubusercontent.com
elsewhere=
[ "$(echo "$contact" | cut -d: -f5)" = "$account" ] ||
  elsewhere="The contact is in another account: that account must share it (docs/permissions.md), or you are signed in to the wrong one."
provider="arn:$partition:iam::$account:oidc-provider/$host"
audience=sts.amazonaws.com
[ "$partition" != aws-cn ] || audience=sts.amazonaws.com.cn

# 2. What the role may do.
policy='{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": "ssm-contacts:StartEngagement", "Resource": "'$contact'" } ] }'

# 3. Who may assume it. GitHub writes the claim "sub" in one of two forms: with IDs in newer repositories.
if [ -z "${OWNER_ID-}" ] || [ -z "${REPOSITORY_ID-}" ]; then
  tell() { gh api --hostname github.com "repos/$repository" --jq "$1"; }
  OWNER_ID=$(tell .owner.id) && REPOSITORY_ID=$(tell .id) && repository=$(tell .full_name) ||
    fail 'gh cannot read the repository. Sign in ("gh auth login"), or set OWNER_ID and REPOSITORY_ID.'
fi
# As GitHub spells it: AWS compares "sub" letter by letter.
fits "$repository" 'A-Za-z0-9_./-' '[^/]+/[^/]+' || fail 'GitHub did not tell the name of the repository.'
fits "$OWNER_ID-$REPOSITORY_ID" '0-9-' '[0-9]+-[0-9]+' || fail 'OWNER_ID and REPOSITORY_ID are numbers.'
with_ids="${repository%/*}@$OWNER_ID/${repository#*/}@$REPOSITORY_ID"
trust='{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": { "Federated": "'$provider'" },
    "Condition": { "StringEquals": {
      "'$host':aud": "'$audience'",
      "'$host':sub": [ "repo:'$repository':ref:refs/heads/'$branch'", "repo:'$with_ids':ref:refs/heads/'$branch'" ] } } } ] }'

# 4. What there is, and what will change.
providers=$(aws iam list-open-id-connect-providers --query "OpenIDConnectProviderList[].Arn" --output text)
there= audiences=
case " $(echo "$providers" | tr '\t\n' '  ') " in *" $provider "*)
  there=yes
  audiences=$(aws iam get-open-id-connect-provider --open-id-connect-provider-arn "$provider" --query ClientIDList --output text)
  audiences=$(echo "$audiences" | tr '\t\n' '  ') ;;
esac
has_audience=
case " $audiences " in *" $audience "*) has_audience=yes ;; esac
roles=$(aws iam list-roles --query "Roles[?RoleName=='$role'].RoleName" --output text)
echo "In account $account:"
[ -z "$elsewhere" ] || echo "! $elsewhere"
if [ -z "$there" ]; then
  echo "- make the OIDC provider $host"
elif [ -z "$has_audience" ]; then
  echo "- add the audience $audience to the OIDC provider $host"
fi
if [ -z "$roles" ]; then
  echo "- make the role $role"
else
  kept=$(aws iam list-attached-role-policies --role-name "$role" --query "AttachedPolicies[].PolicyName" --output text)
  inline=$(aws iam list-role-policies --role-name "$role" --query "PolicyNames[?@!='page']" --output text)
  echo "- REPLACE the trust policy and the policy \"page\" of the role $role, which is there: whoever else assumes it cannot any more"
  [ -z "$kept$inline" ] || echo "! The role also keeps its other policies: $kept $inline"
fi
printf 'Who may assume it:\n%s\nWhat it may do:\n%s\nType "yes" to go on: ' "$trust" "$policy"
read -r answer || answer=
[ "$answer" = yes ] || fail 'Nothing was changed.'

# 5. The provider, then the role.
trap 'echo "Stopped halfway: run this again once that is mended." >&2' EXIT
if [ -z "$there" ]; then
  aws iam create-open-id-connect-provider --url "https://$host" --client-id-list "$audience" --output text
elif [ -z "$has_audience" ]; then
  aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn "$provider" --client-id "$audience"
fi
if [ -z "$roles" ]; then
  aws iam create-role --role-name "$role" --assume-role-policy-document "$trust" --output text >/dev/null
fi
# What it may do comes before who may assume it.
aws iam put-role-policy --role-name "$role" --policy-name page --policy-document "$policy"
[ -z "$roles" ] || aws iam update-assume-role-policy --role-name "$role" --policy-document "$trust"
trap - EXIT

cat <<STEP

Done. The step that pages, in a job with "permissions: { id-token: write, actions: read }":

      - uses: OWNER/start-engagement@v1
        with:
          role-to-assume: arn:$partition:iam::$account:role/$role
          contact-id: $contact
STEP
