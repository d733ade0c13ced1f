"""The program under the SDK's mocks, without any AWS: what it registers, and what a provider would answer.

Tests and figures alike read these records; a rehearsal proper, with its policy pack and its embedded AWS, serves
the program from another process and is in `rehearsal/host`.
"""
