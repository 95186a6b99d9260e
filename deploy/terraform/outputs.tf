output "table" {
  description = "The configuration key DynamoDb:Table."
  value       = aws_dynamodb_table.carts.name
}

output "policy" {
  description = "Policy for the role of the process that runs the carts."
  value       = data.aws_iam_policy_document.carts.json
}
