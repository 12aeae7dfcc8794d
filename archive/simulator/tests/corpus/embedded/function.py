# Stands for the code of a function that a template embeds.
def lambda_handler(event, context):
    return {}
