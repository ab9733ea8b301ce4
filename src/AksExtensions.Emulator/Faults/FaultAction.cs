using System.Text.Json.Serialization;

namespace AksExtensions.Emulator.Faults;

/// <summary>What a fault does to an answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultAction>))]
public enum FaultAction
{
    /// <summary>Answers with a status and, if specified, a body or an error.</summary>
    Status,

    /// <summary>Cuts the connection without an answer.</summary>
    Reset,

    /// <summary>Cuts the connection in the middle of the real answer's body.</summary>
    Truncate,

    /// <summary>Never answers, until the client gives up.</summary>
    Hang,

    /// <summary>Redirects to <see cref="FaultRule.Url"/>.</summary>
    Redirect,

    /// <summary>Puts <see cref="FaultRule.Url"/> in place of a link in the real answer.</summary>
    Link,

    /// <summary>Only waits for <see cref="FaultRule.DelayMs"/>.</summary>
    Delay,

    /// <summary>Sends the real answer's body one byte a second.</summary>
    Drip,

    /// <summary>Sends a JSON body that never ends, as fast as the client reads it.</summary>
    EndlessBody,

    /// <summary>Sends 4 MiB of gzip that unpack to 4 GiB.</summary>
    GzipBomb,

    /// <summary>Answers with a proxy's HTML page, with status 200 unless <see cref="FaultRule.Status"/> says otherwise.</summary>
    Html,

    /// <summary>Answers with the JSON value <c>null</c>, with status 200 unless <see cref="FaultRule.Status"/> says otherwise.</summary>
    Null,

    /// <summary>Puts a byte order mark before the real answer's body.</summary>
    Bom,

    /// <summary>Answers with an error object, with status 200 unless <see cref="FaultRule.Status"/> says otherwise.</summary>
    ErrorInBody,

    /// <summary>
    /// Points to another host (<see cref="FaultRule.Url"/>, or one that cannot exist) with the link that the real answer would have: the
    /// operation's link of a change, the next page of a list, or a redirect of any other GET.
    /// </summary>
    ForeignLink,

    /// <summary>Answers with an empty page that has a next link, which is a new one every time.</summary>
    EndlessPages,
}
