"""What programs call, and what AWS asks of IAM for it: recorded calls become requests that the evaluator answers.

`heard` records what a procedure calls, `requests` says which rights that asks for, `implied` what AWS does in the
caller's name besides, and `judged` puts it all to a role's policies, boundary, resource and key policies together.
A call or an implied action that no table knows is an error that says what to add where: it is never taken for allowed.
"""
