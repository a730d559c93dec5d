"""Accounts, access keys, users and their policies: may this caller do this to that?"""
