"""What a stolen session of each role can become: the steps that lead from a role to another, or to what it must not do.

`steps` is the table of steps, `search` puts each to IAM as every role and follows what is allowed.
"""
