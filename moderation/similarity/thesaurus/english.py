"""English words that say the same in a question to a city, in any form of the same stem."""

SAME = """
    city town municipality commune municipal local village
    resident citizen inhabitant people person population public
    old older elderly senior seniors ageing aging elders
    young youth teenager
    child children kids kid
    family families parent
    baby birth babies
    school schools classroom
    student pupil
    teacher professor
    woman women female
    equality parity
    disabled disability disabilities handicap
    covid coronavirus pandemic epidemic
    sdg sdgs
    sustainable sustainability
    waste rubbish garbage trash
    recycle reuse
    canteen cafeteria
    meal lunch dinner
    organic bio
    farmer farming agriculture agricultural
    fish fishing fishery
    river stream
    sea ocean coast
    flood flooding floods
    heat heatwave heatwaves drought
    earthquake quake seismic
    typhoon storm hurricane
    disaster catastrophe
    warn alert warning
    evacuate evacuation shelter
    rebuild reconstruction
    house housing accommodation home
    rent rental
    building construction
    garden gardening
    lonely loneliness isolation isolated
    poverty poor
    refugee asylum
    foreigner immigrant migrant
    digital online internet
    video recording recorded replay
    data dataset
    phone smartphone mobile
    telemedicine telehealth
    doctor physician
    hospital clinic
    health healthcare medical
    bike bicycle cycling cycle
    pedestrian walking
    car cars automobile
    bus buses
    tram tramway
    rail railway
    parking park
    free gratis
    shop store retail
    tourism tourist
    culture cultural
    artist art arts
    museum exhibition
    heritage monument
    budget cost price money
    fund finance funding pay pays paid subsidy
    tax taxes taxation
    benefit advantage profit
    job employment jobs
    shortage lack
    company business companies
    volunteer volunteering
    cooperation partnership cooperate collaboration
    exchange exchanges
    language linguistic
    interpreter translator translation interpretation translate
    reduce cut decrease limit
    increase raise
    protect preserve safeguard conserve protection
    maintain maintenance
    participate participation involve
    consult consultation
    vote voting election
    learn lesson lessons learnt
    train training
    inform information
    welcome host
    visit tour
    measure indicator evaluate
    progress advancement
    accessible accessibility access
    slide slides
    energy power
    solar photovoltaic
    carbon co2 emission
    pollution polluted pollute
    noise noisy
    climate climatic
    rural countryside
    decide decision
    law legislation regulation
    ban forbid prohibit
    safety security
    violence harassment
    start begin
    finish end
    tree trees planting
    forest woodland
    nature natural biodiversity
    plan programme strategy project
"""
