// Every bound of the shop in one place, each with its reason. A bound that a user can hit is named in the refusal that follows.
namespace Cartwright.Kernel;

/// <summary>Bounds. The unit or the thing counted stands last in the name.</summary>
public static class Limits
{
    /// <summary>A body larger than this is refused with 413: the largest sensible write is a product with long text.</summary>
    public const long BodyBytesMax = 256 * 1024;

    /// <summary>
    /// A body too large but smaller than this is read to its end and thrown away, so that its sender can hear the 413; beyond it the
    /// connection is cut.
    /// </summary>
    public const long BodyDrainedBytesMax = 4 * 1024 * 1024;

    /// <summary>An import is streamed, never held whole; this bounds what one call can make the disk do.</summary>
    public const long ImportBytesMax = 256L * 1024 * 1024;

    /// <summary>
    /// What a bank says of a file of payouts: it is held whole while it is read. A statement of a busy month is some megabytes.
    /// </summary>
    public const int BankAnswerBytesMax = 8 * 1024 * 1024;

    /// <summary>One line of an import.</summary>
    public const int ImportLineBytesMax = 256 * 1024;

    /// <summary>Errors kept per import job; further bad lines are counted only.</summary>
    public const int ImportErrorsKeptMax = 1_000;

    /// <summary>Nesting deeper than this serves no client and costs stack.</summary>
    public const int JsonDepthMax = 16;

    /// <summary>Items a page when the caller does not say.</summary>
    public const int PageItemsDefault = 50;

    /// <summary>Items a page at most.</summary>
    public const int PageItemsMax = 200;

    /// <summary>Lines in a cart; also what one order can hold.</summary>
    public const int CartLinesMax = 200;

    /// <summary>Units of one product in a cart.</summary>
    public const int QuantityMax = 10_000;

    /// <summary>Lines saved for later.</summary>
    public const int SavedLinesMax = 200;

    /// <summary>Live links to one cart: a family shares a cart, a directory does not.</summary>
    public const int CartLinksMax = 20;

    /// <summary>Ids in one call between modules: a full cart with its saved lines fits.</summary>
    public const int ContractIdsMax = 512;

    /// <summary>
    /// A price in minor units that a product can be given: ten million dollars a piece, and what people sell by the piece costs less.
    /// </summary>
    public const long PriceMinorMax = 1_000_000_000;

    /// <summary>
    /// A price in minor units that a product or an order of before <see cref="PriceMinorMax"/> may have: they still load.
    /// </summary>
    public const long PriceStoredMinorMax = 100_000_000_000;

    /// <summary>An order's total in minor units, and what a cart is worth: 9,200,000 such orders still add up in 64 bits.</summary>
    public const long OrderTotalMinorMax = 1_000_000_000_000;

    /// <summary>
    /// What is kept as one running sum of a vendor in minor units, its balance or a day's sales, before orders from it are refused. The
    /// orders that are placed and not yet paid for come on top: less than half of 64 bits leaves room for 5,000,000 of the largest.
    /// </summary>
    public const long VendorSumMinorMax = 4_000_000_000_000_000_000;

    /// <summary>
    /// A vendor's part of an order in minor units from which on its running sums are looked at first: of smaller parts it takes
    /// 4,000,000,000 to fill them, and ordinary orders need not pay for looking.
    /// </summary>
    public const long VendorSumLookedAtMinor = 1_000_000_000;

    /// <summary>Characters of a name or title.</summary>
    public const int NameCharsMax = 200;

    /// <summary>Characters of a description.</summary>
    public const int TextCharsMax = 20_000;

    /// <summary>Bytes of a product's free-form attributes as JSON.</summary>
    public const int AttributesBytesMax = 16 * 1024;

    /// <summary>Images a product.</summary>
    public const int ImagesMax = 20;

    /// <summary>Bytes of an uploaded picture at most, whatever Pictures:BytesMax says: it is held in memory while it is read.</summary>
    public const int PictureBytesMax = 48 * 1024 * 1024;

    /// <summary>Uploads of pictures that are held in memory at a time; more are told to come back.</summary>
    public const int PictureUploadsMax = 4;

    /// <summary>Characters of what a picture shows, for those who do not see it.</summary>
    public const int PictureAltCharsMax = 300;

    /// <summary>Characters of a search text.</summary>
    public const int SearchCharsMax = 200;

    /// <summary>Characters of an address line, a city or an e-mail address (RFC 5321 allows 254 for the last).</summary>
    public const int AddressCharsMax = 254;

    /// <summary>Characters of a password: the lower bound of NIST SP 800-63B for one factor.</summary>
    public const int PasswordCharsMin = 10;

    /// <summary>Characters of a password: hashing cost does not depend on it, parsing does.</summary>
    public const int PasswordCharsMax = 256;

    /// <summary>Iterations of PBKDF2-SHA512 (OWASP ASVS 5.0, appendix C).</summary>
    public const int PasswordIterations = 210_000;

    /// <summary>
    /// Sign-ins of strangers that may wait for the hashing lane, and as many of those who have been here before; more are told to come
    /// back.
    /// </summary>
    public const int PasswordLaneWaitersMax = 32;

    /// <summary>Pairs of account and network that are remembered for a place in that lane: some 10 MB.</summary>
    public const int LatelySignedInMax = 50_000;

    /// <summary>
    /// How long a link holds that sets a password: as long as somebody looks for a mail, not as long as it lies in a mailbox.
    /// </summary>
    public static readonly TimeSpan PasswordLinkLife = TimeSpan.FromHours(1);

    /// <summary>
    /// How long the link of an invitation holds: nobody waits for it, and over a long weekend it must not grow old in the mailbox.
    /// </summary>
    public static readonly TimeSpan InvitationLife = TimeSpan.FromDays(4);

    /// <summary>Notes of staff about one customer: more than anybody reads, and few enough to show on one page each.</summary>
    public const int CustomerNotesMax = 200;

    /// <summary>Notes of staff about one order; the same holds for them.</summary>
    public const int OrderNotesMax = 200;

    /// <summary>Addresses in a shopper's address book: a family and an office, not a directory.</summary>
    public const int AddressesMax = 20;

    /// <summary>How long a link holds that confirms an address: mail may be slow, and people sleep over it.</summary>
    public static readonly TimeSpan EmailLinkLife = TimeSpan.FromHours(24);

    /// <summary>How long the owner of an address can stop its change: whoever was away for a week hears of it in time.</summary>
    public static readonly TimeSpan StopLinkLife = TimeSpan.FromDays(7);

    /// <summary>How long somebody who knew the password may look for the code of the second factor.</summary>
    public static readonly TimeSpan ChallengeLife = TimeSpan.FromMinutes(5);

    /// <summary>Codes tried on one challenge.</summary>
    public const int ChallengeTriesMax = 5;

    /// <summary>Passkeys of an account: each device and each key of a person, not of a company.</summary>
    public const int PasskeysMax = 20;

    /// <summary>Recovery codes an account gets with its second factor.</summary>
    public const int RecoveryCodesMax = 10;

    /// <summary>Characters of an Idempotency-Key.</summary>
    public const int IdempotencyKeyCharsMax = 200;

    /// <summary>
    /// How long the steps of a plan may wait for something else than the writer, which stands still meanwhile. Nothing that they ask takes
    /// long, so that only a fault comes near it, and no machine that is short of processors or was put to sleep.
    /// </summary>
    public static readonly TimeSpan PlanWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Commands that may wait for one database's writer; more are refused with 503 at once, so that latency stays bounded.
    /// </summary>
    public const int CommitQueueCommandsMax = 4_096;

    /// <summary>
    /// Changes that wait for one database's writer until shoppers' requests are held at the door: two batches, so that the writer never
    /// runs dry. The other places of its queue are for what must go on: the relay, checkouts, calls of other processes.
    /// </summary>
    public const int AdmittedChangesMax = 1_024;

    /// <summary>
    /// Requests that wait at the door of one module; more are told to come back at once. What waits is a connection, and costs a few KB.
    /// </summary>
    public const int AdmissionLineMax = 16_384;

    /// <summary>How long a request waits there: whoever has waited so long repeats it anyway.</summary>
    public static readonly TimeSpan AdmissionWaitMax = TimeSpan.FromSeconds(2);

    /// <summary>How often it is looked whether somebody may come in, while somebody waits: a batch takes about as long.</summary>
    public static readonly TimeSpan AdmissionLookEvery = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Rows of a backlog that are counted; one with more is shown with so many. An alarm rings long before, and counting stays cheap.
    /// </summary>
    public const int BacklogCountedMax = 10_000;

    /// <summary>How long figures of backlogs are shown again before somebody looks anew, however often they are asked for.</summary>
    public static readonly TimeSpan BacklogLookEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long all that keep a backlog have to say how much it is; who takes longer is left out of this answer.</summary>
    public static readonly TimeSpan BacklogLookWithin = TimeSpan.FromSeconds(2);

    /// <summary>How long a page waits for a fact that it can be shown without, such as stock: above it a shopper feels it.</summary>
    public static readonly TimeSpan FactForPagesWithin = TimeSpan.FromSeconds(2);

    /// <summary>Between two lines about the same outage; those in between are counted.</summary>
    public static readonly TimeSpan OutageLineEvery = TimeSpan.FromSeconds(10);

    /// <summary>Kinds of outage that are counted apart; more are told each time.</summary>
    public const int OutageKindsMax = 1_000;

    /// <summary>Commands in one transaction: enough to make the fsync cheap, few enough to keep it short.</summary>
    public const int CommitBatchCommandsMax = 512;

    /// <summary>
    /// How long a read may wait for a connection: as long as a server may take to answer, so that the queue before a hung one empties.
    /// </summary>
    public static readonly TimeSpan ReaderWait = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Times a batch that lost against another transaction, or whose connection was lost before its commit, is decided again.
    /// </summary>
    public const int CommitTriesMax = 4;

    /// <summary>
    /// Times a change of an order is decided anew because somebody else was faster. Each round somebody gets on, so that a crowd of some
    /// dozens gets through.
    /// </summary>
    public const int OrderChangeTriesMax = 64;

    /// <summary>
    /// How long the answer to a lost commit is looked for: a server that was killed is back within it, and a caller still waits.
    /// </summary>
    public static readonly TimeSpan CommitLookUpTime = TimeSpan.FromSeconds(10);

    /// <summary>Events the relay reads and delivers at once.</summary>
    public const int OutboxBatchEventsMax = 256;

    /// <summary>Events that a relay keeps for modules that cannot take them, while the others go on; beyond, all wait.</summary>
    public const int OutboxKeptEventsMax = 100_000;

    /// <summary>Tries before an event is parked as dead.</summary>
    public const int DeliveryTriesMax = 5;

    /// <summary>Characters of id, source, type or subject of an event from outside: ours have at most 60.</summary>
    public const int EnvelopeMemberCharsMax = 256;

    /// <summary>Bytes kept of a message that is no event, for people to look at.</summary>
    public const int BrokenEnvelopeBytesKept = 4 * 1024;

    /// <summary>Bytes of one message on a broker: a full order of 200 lines has about 60 KB.</summary>
    public const int EventBytesMax = 1024 * 1024;

    /// <summary>The longest span that a key may say: a timer cannot wait for more than 49 days.</summary>
    public static readonly TimeSpan SettingSpanMax = TimeSpan.FromDays(49);

    /// <summary>Products that are remembered as sold out, so that a crowd hears it at once; beyond, it starts again with none.</summary>
    public const int SoldOutRememberedMax = 1_000;

    /// <summary>
    /// How long units stay held for an order that is not yet stored: longer than any placement takes, short after a crash.
    /// </summary>
    public static readonly TimeSpan PlacementHoldLife = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Answers of payment providers that wait in memory for the commit that writes them down; those beyond are written by themselves.
    /// </summary>
    public const int PaymentAnswersKeptMax = 4_096;

    /// <summary>How long an answer to what the shop takes is kept: shorter than a merchant waits who has just changed it.</summary>
    public static readonly TimeSpan MethodsKeptFor = TimeSpan.FromSeconds(30);

    /// <summary>
    /// For how long a change of tables in memory by another process may stay unseen: a look at a version a second costs nothing that can be
    /// told.
    /// </summary>
    public const int TablesUnseenMsMax = 1_000;

    /// <summary>Access tokens: short, because revocation lists only need to reach this far back.</summary>
    public static readonly TimeSpan AccessTokenLife = TimeSpan.FromMinutes(15);

    /// <summary>Refresh tokens of a signed-in user.</summary>
    public static readonly TimeSpan RefreshTokenLife = TimeSpan.FromDays(30);

    /// <summary>A guest's token: as long as the cart it is for.</summary>
    public static readonly TimeSpan GuestTokenLife = TimeSpan.FromDays(30);

    /// <summary>
    /// Bytes of a file of SQLite that a start writes anew for its checksums: less than a second. A larger one waits for <c>cartwright
    /// database compact</c>.
    /// </summary>
    public const long RenewedAtStartBytesMax = 64L * 1024 * 1024;

    /// <summary>Bytes of a bearer token; ours have about 500.</summary>
    public const int TokenBytesMax = 4 * 1024;

    /// <summary>Tokens whose signature need not be checked again.</summary>
    public const int TokenCacheEntriesMax = 50_000;

    /// <summary>Open streams of order events a process serves.</summary>
    public const int OrderStreamsMax = 1_000;

    /// <summary>Of these those of one user: more pages than anybody watches.</summary>
    public const int OrderStreamsOfUserMax = 20;

    /// <summary>Of these those of one network, an IPv4 address or an IPv6 /64: an office, and a tenth of all.</summary>
    public const int OrderStreamsOfNetworkMax = 100;

    /// <summary>
    /// Bytes of one message between modules: what gRPC clients take by default, so that nothing we send is too large for theirs.
    /// </summary>
    public const int WireMessageBytesMax = 4 * 1024 * 1024;

    /// <summary>
    /// A page of what a module keeps of a person, about: it ends with the record that passes this, well within a message between processes.
    /// </summary>
    public const int PersonRecordsBytesMax = 1024 * 1024;

    /// <summary>
    /// Bytes of a refusal between modules: it travels in trailers, of which most programs take 64 KB. A larger one travels without its
    /// facts.
    /// </summary>
    public const int WireRefusalBytesMax = 32 * 1024;

    /// <summary>The longest deadline kept for a call between modules: whoever waits longer may as well have named none.</summary>
    public static readonly TimeSpan WireTimeoutMax = TimeSpan.FromHours(1);

    /// <summary>Bytes of an invocation or a reply of a function: AWS takes 6 MB of either, as they are written.</summary>
    public const int FunctionEventBytesMax = 6 * 1024 * 1024;

    /// <summary>
    /// Questions by message that a process answers at once; further ones hear that it is overloaded. As many as one Ordering has
    /// checkouts under way.
    /// </summary>
    public const int QuestionsUnderWayMax = 1_024;

    /// <summary>
    /// Answers kept to be told again when their question is repeated: each has under 2 KB, and whoever asks repeats within seconds.
    /// </summary>
    public const int AnswersKeptMax = 4_096;

    /// <summary>
    /// A question by message that is older is not answered: nobody waits for it any more. Clocks of a shop's machines differ by less.
    /// </summary>
    public static readonly TimeSpan QuestionLife = TimeSpan.FromMinutes(1);

    /// <summary>How long a stopping process waits for requests and queues to finish.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(4);
}
