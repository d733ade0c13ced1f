"""Re-homing: after a recovery, the steps that bring the program and what stands together, exactly.

The recovery made instances that the program does not know, and left those that it still declares. Settings are made
to say what is; what the recovery made is imported; what it left behind is let go of, which deletes nothing. Then a
preview changes nothing.
"""
