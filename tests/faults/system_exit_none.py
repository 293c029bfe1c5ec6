try: raise SystemExit
finally: print("finally")
# expect: finally
