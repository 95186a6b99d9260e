variable "environment" {
  description = "Begins the table's name, as the configuration key Environment does in the shop: <environment>-carts."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.environment))
    error_message = "Two to 31 of a-z, 0-9 and -, beginning with a letter."
  }
}

variable "kms_key_arn" {
  description = "Key of your own for the data at rest; null for the one AWS manages."
  type        = string
  default     = null
}

variable "tags" {
  description = "Put on the table, besides application and environment."
  type        = map(string)
  default     = {}
}
