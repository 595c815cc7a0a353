package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.RestrictionText;
import org.gatehouse.mapi.rop.RopGetSearchCriteria;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSetSearchCriteria;
import org.gatehouse.store.SearchCriteria;

/// Searches ([MS-OXCFOLD] 3.2.5.4, 3.2.5.5).
final class SearchRops {
    RopResponse set(RopSetSearchCriteria.Request request, RopContext context) {
        RestrictionDepth.require(request.restriction());
        context.folder(request).folder().search(new SearchCriteria.Order(Optional.ofNullable(request.restriction()),
                request.folderIds(), request.searchFlags()));
        return new RopSetSearchCriteria.Response(request.inputHandleIndex());
    }

    RopResponse get(RopGetSearchCriteria.Request request, RopContext context) {
        SearchCriteria criteria = context.folder(request).folder().searchCriteria();
        var text = new RestrictionText(request.useUnicode(), context.session().codePage());
        return new RopGetSearchCriteria.Response(request.inputHandleIndex(),
                request.includeRestriction() ? criteria.restriction().map(text::of).orElse(null) : null,
                request.logonId(),
                request.includeFolders() ? criteria.folders() : List.of(), criteria.state());
    }
}
