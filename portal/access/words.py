"""Words for join codes: short, known to all, hard to mishear or to read as another."""

WORDS_AS_TEXT = """
acorn alder almond amber anchor apple april apron arrow aspen atlas autumn badger baker bamboo banjo barley
barrel basil basket beacon beaver beech bell berry birch bison blanket blossom boat bonnet border bottle
bramble branch bread breeze brick bridge bright bronze brook broom bucket buffalo butter button cabin cable
cactus camel camera candle canoe canvas canyon carbon cargo carpet carrot castle cedar cello chalk cherry
chess chestnut cinnamon circle citrus clay cliff clover cobalt cocoa coffee comet compass copper coral cotton
cradle crane crater cream cricket crystal cupboard curtain cypress daisy dancer dawn delta desert diamond
dolphin domino dragon drum eagle easel echo elbow elder elm ember emerald engine fabric falcon feather fern
fiddle field finch flame flint flute forest fossil fountain fox frost galaxy garden garlic gentle ginger
glacier glider globe granite grape gravel guitar hammer hammock harbor harvest hazel heather hedge helmet
heron hickory hill honey horizon hornet ivory jacket jasmine jungle juniper kayak kettle kitten koala ladder
lagoon lantern laurel lavender lemon lentil lilac lily linen lizard lobster locket lotus lunar magnet mango
mantle maple marble marigold market meadow melon mint mirror mitten mosaic moss mountain muffin nectar needle
nickel noodle nutmeg oasis ocean olive onion orbit orchard orchid otter oyster paddle palm panda paper
parsley pasta peach pearl pebble pelican pencil pepper pigeon pillow pine planet plum pocket pond poppy
prairie puffin pumpkin quartz quilt rabbit radish raven ribbon river robin rocket saddle sail salmon sandal
satin saturn sparrow spruce sunset tulip tunnel turtle velvet violin walnut willow window winter yellow zebra
"""

WORDS = tuple(WORDS_AS_TEXT.split())
