#!/usr/bin/env bash
# Experiments on a real account, each of which settles one thing that no source tells: docs/roadmap.md lists them,
# local/real-account.md says how to run them.
#
#   bash local/real-account.sh EXPERIMENT CONTACT_ARN [ANOTHER]
#
# CONTACT_ARN is a contact of your own: most experiments page it. Each asks before it does. No address, number or code is read.
set -euo pipefail

experiment=${1-} contact=${2-} another=${3-}
wait_seconds=${WAIT_SECONDS-120}
region=$(echo "$contact" | cut -d: -f4)
run="experiment-$(date +%s)-$$"

usage() {
  sed -n 's/^# \{0,1\}//; 2,7p' "$0" >&2
  sed -n 's/^  \([a-z-]*\)) #/  \1:/p' "$0" >&2
  exit 2
}
[[ $contact =~ ^arn:aws[a-z-]*:ssm-contacts:[a-z0-9-]+:[0-9]{12}:contact/[a-z0-9_.-]+$ ]] || usage

ask() {
  echo "This pages ${1:-$contact}."
  read -r -p 'Type "yes" to go on: ' answer || answer=
  [ "$answer" = yes ] || { echo 'Nobody was paged.'; exit 1; }
}
contacts() { aws ssm-contacts "$@" --region "$region"; }
# start CONTACT TOKEN [SUBJECT]: prints the engagement's ARN, or AWS's refusal.
start() {
  contacts start-engagement --contact-id "$1" --idempotency-token "$2" --sender Experiment --subject "${3:-Experiment}" \
    --content 'An experiment. Nothing is wrong.' --public-subject Experiment --public-content 'An experiment. Nothing is wrong.' \
    --query EngagementArn --output text 2>&1 || true
}
stop() { contacts stop-engagement --engagement-id "$1" --reason Experiment 2>&1 && echo 'AWS took the stop.' || true; }
pages() { contacts list-pages-by-engagement --engagement-id "$1" --query "length(Pages[?$2] || \`[]\`)" --output text; }
until_page() { for _ in $(seq "$wait_seconds"); do [ "$(pages "$1" "$2")" = 0 ] || return 0; sleep 1; done; echo "Not within $wait_seconds s."; return 1; }
same() { if [ "$1" = "$2" ]; then echo "The same engagement: $3"; else echo "Not the same: $4"; echo "$1"; echo "$2"; fi; }

case $experiment in
  token-memory) # run it again with the token that it prints, after a day, a week
    ask
    token=${another:-$run}
    engagement=$(start "$contact" "$token")
    echo "$engagement"
    started=$(contacts describe-engagement --engagement-id "$engagement" --query StartTime --output text)
    echo "Token $token: that engagement began at $started. If that is before now, AWS remembers the token."
    ;;
  token-other-text) # what AWS answers to a token that it knows, with another text
    ask
    same "$(start "$contact" "$run")" "$(start "$contact" "$run" 'Another text')" 'AWS pages nobody for the second text.' 'AWS looks at the text, too.'
    ;;
  token-other-contact) # what AWS answers to a token that it knows, for another contact (ANOTHER)
    ask "$contact and $another"
    same "$(start "$contact" "$run")" "$(start "$another" "$run")" 'one token is for one contact only.' 'a token is remembered for each contact, or refused.'
    ;;
  length) # in which unit AWS counts: 2048 characters that are two UTF-16 units and four bytes each
    ask
    text=$(printf '\xf0\x9d\x92\xb6%.0s' $(seq 2048))
    answer=$(start "$contact" "$run" "$text")
    case $answer in
      arn:*) echo 'Taken: AWS counts Unicode characters.' ;;
      *) echo "Refused: AWS counts something else. $(echo "$answer" | tail -n 1 | cut -c1-200)" ;;
    esac
    ;;
  sms-without-public) # what an SMS shows without public texts: look at the phone
    ask
    contacts start-engagement --contact-id "$contact" --idempotency-token "$run" --sender Experiment --subject 'Subject of the experiment' \
      --content 'Content of the experiment' --query EngagementArn --output text
    echo 'Look at the SMS: which of "Experiment", "Subject of the experiment" and "Content of the experiment" does it show?'
    ;;
  plan-pages) # on which engagement the pages of a plan's members hang: CONTACT_ARN is an escalation plan
    ask
    engagement=$(start "$contact" "$run")
    until_page "$engagement" PageArn && echo 'On that of the plan: its pages are those of its members.'
    ;;
  acknowledged-channels) # whether an acknowledgement ends a person's further channels: a contact whose second channel comes later
    ask
    engagement=$(start "$contact" "$run")
    echo 'Acknowledge the first page now.'
    until_page "$engagement" ReadTime
    before=$(pages "$engagement" SentTime)
    sleep "$wait_seconds"
    after=$(pages "$engagement" SentTime)
    if [ "$before" = "$after" ]; then echo 'No further page: an acknowledgement ends them.'; else echo "$((after - before)) further pages: it does not end them."; fi
    ;;
  stop-twice) # what AWS answers to a stop of an engagement that is stopped
    ask
    engagement=$(start "$contact" "$run")
    stop "$engagement"
    echo 'The second stop:'
    stop "$engagement"
    ;;
  stop-acknowledged) # what AWS answers to a stop of an engagement that is acknowledged
    ask
    engagement=$(start "$contact" "$run")
    echo 'Acknowledge the page now.'
    until_page "$engagement" ReadTime && stop "$engagement"
    ;;
  stop-at-once) # what becomes of a stop before the first page
    ask
    engagement=$(start "$contact" "$run")
    stop "$engagement"
    sleep "$wait_seconds"
    if [ "$(pages "$engagement" SentTime)" = 0 ]; then echo 'No page went out.'; else echo 'A page went out all the same.'; fi
    ;;
  rights-first) # whether IAM decides before AWS looks: pages nobody; run it once as somebody who may not list pages
    engagement="$(echo "$contact" | sed 's|:contact/|:engagement/|')/00000000-0000-0000-0000-000000000000"
    answer=$(contacts list-pages-by-engagement --engagement-id "$engagement" --output text 2>&1 || true)
    case $answer in
      *AccessDenied*) echo 'Refused for want of a right: IAM decides first, or you may not list pages.' ;;
      *) echo "Looked up: you may list pages. ${answer:0:200}" ;;
    esac
    ;;
  *) usage ;;
esac
