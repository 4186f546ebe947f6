# Lets the workflows on one branch of one repository page one contact, and nothing more.
#
#   terraform apply -var contact_arn=arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan \
#     -var owner=acme -var owner_id=6811672 -var repository=shop -var repository_id=186853002

variable "contact_arn" {
  description = "ARN of a contact, escalation plan or on-call schedule"
  type        = string
}

variable "owner" {
  description = "Owner of the repository on github.com"
  type        = string
}

variable "owner_id" {
  description = "ID of the owner: gh api repos/acme/shop --jq .owner.id"
  type        = string
}

variable "repository" {
  description = "Name of the repository, without its owner"
  type        = string
}

variable "repository_id" {
  description = "ID of the repository: gh api repos/acme/shop --jq .id"
  type        = string
}

variable "branch" {
  description = "The branch whose workflows may page"
  type        = string
  default     = "main"
}

variable "create_provider" {
  description = "Whether the account has no OIDC provider of GitHub yet. There can be only one."
  type        = bool
  default     = true
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  host         = "token.actions.githubusercontent.com"
  audience     = data.aws_partition.current.partition == "aws-cn" ? "sts.amazonaws.com.cn" : "sts.amazonaws.com"
  provider_arn = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/${local.host}"
}

resource "aws_iam_openid_connect_provider" "github" {
  count          = var.create_provider ? 1 : 0
  url            = "https://${local.host}"
  client_id_list = [local.audience]
}

# What the role may do.
data "aws_iam_policy_document" "page" {
  statement {
    actions   = ["ssm-contacts:StartEngagement"]
    resources = [var.contact_arn]
  }
}

# Who may assume it. GitHub writes the claim "sub" in one of two forms: with IDs in newer repositories.
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.host}:aud"
      values   = [local.audience]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.host}:sub"
      values = [
        "repo:${var.owner}/${var.repository}:ref:refs/heads/${var.branch}",
        "repo:${var.owner}@${var.owner_id}/${var.repository}@${var.repository_id}:ref:refs/heads/${var.branch}"
      ]
    }
  }
}

resource "aws_iam_role" "page" {
  name               = "page-on-call"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "page" {
  name   = "page"
  role   = aws_iam_role.page.id
  policy = data.aws_iam_policy_document.page.json
}

output "role_to_assume" {
  value = aws_iam_role.page.arn
}
