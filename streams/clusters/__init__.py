"""Which articles tell the same story: one pass over what is published, in bounded memory, the same on replay.

In the code a story of several articles is a `Cluster`, for a `Story` in streams/stories is what stands of one uri.
Subscribers know it as a story.
"""
