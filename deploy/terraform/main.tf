# The table of the carts (Carts:Store=dynamodb), for those who keep their tables in Terraform. The same shape as in
# deploy/serverless/template.yaml and as the shop makes by itself (src/Providers/DynamoDb/CartTable.cs): tests/Unit/Deploy compares the three.

resource "aws_dynamodb_table" "carts" {
  name         = "${var.environment}-carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"
  range_key    = "item_id"

  attribute {
    name = "user_id"
    type = "S"
  }

  attribute {
    name = "item_id"
    type = "S"
  }

  attribute {
    name = "product_id"
    type = "S"
  }

  attribute {
    name = "journal_shard"
    type = "N"
  }

  attribute {
    name = "journal_at"
    type = "N"
  }

  # Which carts hold a product.
  global_secondary_index {
    name            = "ProductIndex"
    hash_key        = "product_id"
    projection_type = "ALL"
  }

  # Which carts wait to be carried into the database.
  global_secondary_index {
    name            = "JournalIndex"
    hash_key        = "journal_shard"
    range_key       = "journal_at"
    projection_type = "KEYS_ONLY"
  }

  ttl {
    attribute_name = "ttl"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  deletion_protection_enabled = true

  tags = merge(var.tags, { application = "cartwright", environment = var.environment })

  lifecycle {
    prevent_destroy = true
  }
}

# What a role needs that runs the carts with DynamoDb:Create=false.
data "aws_iam_policy_document" "carts" {
  statement {
    actions = [
      "dynamodb:DeleteItem",
      "dynamodb:DescribeContinuousBackups",
      "dynamodb:DescribeTable",
      "dynamodb:DescribeTimeToLive",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ]
    resources = [aws_dynamodb_table.carts.arn, "${aws_dynamodb_table.carts.arn}/index/*"]
  }
}
