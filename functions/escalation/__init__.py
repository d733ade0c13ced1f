"""Tells the next ones when a page stays unanswered, and sends a page each week to see that it arrives."""
