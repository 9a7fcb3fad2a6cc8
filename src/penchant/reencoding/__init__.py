"""Another encoder, while the one before still serves: vectors are prepared beside the old ones, then all change in one moment.

What serves is a blob of the store, and so is what is wanted and how far it is; vectors that are prepared are blobs by item. So
all processes see one truth, a crash loses a batch, and a switch is one write. Steps may be done twice, or by two processes at once.

prepare    encode every item by the wanted encoder, in the order of the catalogue's changes, new ones too
switch     name it as the one that serves; every process then takes it over
settle     bring the prepared vectors into the items; encode what came by the encoder before; encode the log's readings anew
"""
