using System.Text.Json.Serialization;

namespace AksExtensions.Emulator.Faults;

/// <summary>The part that a request has in a command on an extension.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultPlace>))]
public enum FaultPlace
{
    /// <summary>A GET of an instance that no request has changed yet.</summary>
    Look,

    /// <summary>A PUT, PATCH or DELETE of an instance.</summary>
    Change,

    /// <summary>A GET of an operation.</summary>
    Poll,

    /// <summary>A GET of an instance that was changed before.</summary>
    FinalRead,

    /// <summary>A GET of a cluster's extensions, the first page or a later one.</summary>
    List,
}
